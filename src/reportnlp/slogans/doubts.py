"""Doubts about a quotation: what is an honour, a foe's word, an ill, a change, a work, a program, a title, a post."""

import re
from collections.abc import Callable

from reportnlp.slogans.align import coarse, plain_tags, plain_words
from reportnlp.slogans.hit import Hit, SloganType
from reportnlp.slogans.view import View

__all__ = ["DOUBTS", "doubted"]

#: Rules of quotations that are seldom slogans, by what speaks against them; `stressed` is told by `spread`.
DOUBTS = (
    "contrast",
    "honour",
    "foe",
    "ill",
    "kind",
    "work",
    "program",
    "title",
    "office",
    "prose",
    "piece",
    "stressed",
)
#: Characters before and after a quotation that are looked at.
FAR = 18
_BREAK = re.compile("[。；！？\n]")

_SCOPE = "(?:全国|国家级?|中国|全省|省级|自治区|世界|全球|国际|联合国|[一-鿿]{2,3}省)"
_HOLDER = (
    "(?:城市|[市县区州旗盟镇乡村奖强榜]|街道|名城|企业|基地|单位|集体|园区|试点|示范|模范|先进|标兵|之乡|县城|案例|人物|社区"
    "|家庭)"
)
_HONOUR = re.compile(
    f"{_SCOPE}.*{_HOLDER}|{_SCOPE}最.*|.*(?:荣誉|最佳|十佳|优秀).*|.{{2,}}(?:奖|名牌|商标|先进(?:集体|单位|个人))"
    "|.*(?:中国|国际|出口|畅销)品牌|[^，。]{4,}(?:示范(?:[县市区村校户岗]|单位|家庭|社区|基地|企业)|(?:试点|品牌)[县市区]|精品赛事)"
)
_STRONGEST = re.compile(".*[十百]强|十佳.*|.{2,}[奖杯]|[^、，]{2,}鼎")  # whatever its form
# A unit of a level: 创建省、市级“园林单位”.
_LEVEL, _UNIT = re.compile("(?<!升)[国省市县州]级$"), re.compile(".{2,}(?:单位|集体)")
_PRAISED = re.compile("[^，。“]{0,2}(?:表扬|表彰|嘉奖)|等[^，。；]{0,22}(?:荣誉|殊荣|称号)")
_HONOURED = re.compile(
    "(?:获评|荣膺|(?<!年)确定为|评为|评选为|入选|入围|跻身|荣获|荣登|创成|授予|认定为|命名为?|获得(?!感)|摘得|斩获|夺得|获颁|获(?=首批|全国|全省|全市))[^，。；：]{0,14}$"
)
# What is honoured is a model of what is quoted: 获评全省“无讼海岛”示范镇.
_MODEL = re.compile("示范|试点|工作法|经验|案例|典型")
_FOE = re.compile(
    "所谓|鼓吹|妄图|企图|叫嚣|诬蔑|污蔑|谬论|邪教|右派|资产阶级|反动|帝国主义|分裂|阴谋|侵略|剥削|(?<!犯)罪行(?!为)|敌人|造谣|谣言|卖国"
    "|所謂|反動|帝國主義|陰謀|賣國"
)
# What others think and say.
_VIEWED = re.compile(
    "(?:说成是?|有些?人所?说的|叫做|什么|那种|宣扬|诋毁|攻击|似乎是|藉口)[^，。“]{0,4}$"
    "|(?:不能|不应|决不|绝不)[^，。“]{0,4}(?:当[成作做]|视为|看[成作])$"
)
_VIEW = re.compile("\\s*(?:的?(?:想法|论调|观点|错误|(?:这根)?大棒|思潮|倾向))")
_ILL_BEFORE = re.compile(
    "(?:打击|查处|淘汰|取缔|整治|惩治|不搞|严防|防止|防范|根治|破除|杜绝|消除|遏制|纠治|纠正|解决|避免|克服|摒弃|严查|破解|化解|力戒|严禁)"
    "(?:了|各类|所有|一批|群众|企业|这种|部分)?$"
)
# What is left behind, in so many characters at most: 从“解决一个问题”到“解决一类问题”. Where one goes may be a slogan.
_TERM = 7
_FROM, _TO = re.compile("[从由]$"), re.compile("(?:落?到|向|变|转|再到|走向|迈向)")
# The same with what is left behind alone: “渔村”变成了“渔城”.
_TURN = re.compile("(?:向|到|变[为成]?了?|转[变为向]{1,2})[^，。；、]{0,2}")
# What two things have to do with each other: 处理好“当前与长远”的关系.
_BOTH, _RELATED = re.compile("[一-鿿]{2,}[与和][一-鿿]{2,}"), re.compile("的?(?:辩证)?关系(?!户)")
# Two things that are done beside each other: 坚持“渔港建设”和“渔民安置”两手抓.
_BESIDE = re.compile("两手(?:并用|抓)")
# What is done for one, and then for another: 为上级“试政策”、为乡镇找资源.
_FOR, _FOR_ANOTHER = re.compile("为[^，。；、“”]{1,6}$"), re.compile("、为[^“”]")
_WRITTEN = re.compile("(?:注明|标注|标明|写有|写着|刻有|题写)着?了?$")
# A demand that is reported as it was put: 提出要“加快…”.
_DEMANDED = re.compile("(?:提出|强调|指出|要求)[^，。；“]{0,4}要$")
_LONG = 12
_ILL, _FIGHT = re.compile("[一-鿿]{2,3}[难贵]"), re.compile("非[一-鿿]{1,2}化")
_ILL_AFTER = re.compile(
    "等[^，。]{0,6}(?:违法|犯罪|行为)|等?的?(?:突出|老大难)?(?:问题|现象|乱象|陋习|顽疾|困境|难题|困局)"
)
_WORK = re.compile(
    "(?:作品|剧目|歌曲|电影|图书|节目|小说|歌剧|舞剧|话剧|纪录片|电视剧|(?:集团|公司|服饰|服装|酒业|茶业|食品|药业|股份)的)$"
)
_WARE = re.compile(
    "地理标志|商标|[一-鿿]{0,4}(?:核电|机组|产能|疫苗|芯片|核心技术|计算机)|(?:等?[^，。、]{0,2})(?:专业群|学科)"
    "|(?:获评|荣获|入选|被认定为|获)[^，。]{0,4}老字号|(?:一文|一书|著作|的报告)|[一-鿿]{0,2}大模型|牌[一-鿿]|号(?:[客货]?轮|[船舰机])"
    "|演艺项目|优秀节目|国家风景道|[一-鿿]{0,4}电影节|[^，。“、]{0,4}(?:展演作品|艺术流派|电视频道)|[一-鿿]{0,4}总部基地|[一-鿿]?(?:西瓜|甜瓜|大米|苹果|白酒)(?!产业)"
    "|[一-鿿]{0,8}(?:装置|仪器|团体标准|国家标准|地方标准|行业标准)"
    "|(?:等[^，。、]{0,8})?(?:成功)?(?:入选|入围|荣获|跻身|获评|荣登|被评为|被认定)[^，。]{0,14}(?:品牌|名特?优|农产品|步行街|景区|奶牛)"
)
# A place's fruit: 区域公用品牌“…桃”.
_GROWN = re.compile(
    ".{2,}(?:大米|香米|小麦|早茶|叶茶|山茶|苹果|西瓜|甜瓜|[蜜平]桃|沙田柚|核桃|香芋|黄牛|[奶绵山]羊|黄鸡|黑猪|锦鲤|龙虾|三文鱼|名酒)"
)
# A natural or cultural heritage; what was made and what was launched.
_HERITAGE = re.compile(
    "等?(?:世界|国家级|省级)?(?:自然|文化|世界|非物质文化)+遗产|(?:成功)?(?:入选|列入|申报|转入)[^，。；]{0,14}(?:名录|遗产)|(?:景区)?演出(?:水平|市场)"
)
_MADE = re.compile("等?[^，。、]{0,4}(?:[项个种])?(?:技术和产品|(?:农作物)?新品种|突破性成果)")
# Ships and places by their names of three characters; what a line, a road or a pact of places is called by.
_NAMED_PLACE = re.compile("[一-鿿]{2}[湾山峡舰]|大[东南西北]环")
# A hall of so many worthies, and scenery of so many hills and waters: 三贤祠, “三山一峡”景区.
_DIGITS = "一二两三四五六七八九十百"
_HALL = re.compile(f"[{_DIGITS}][^{_DIGITS}]{{1,2}}[馆祠塔楼亭阁寺庙]")
_SIGHTS, _SIGHT = (
    re.compile("(?:[一-鿿][山水江湖峡园河泉寺城海岛]){2}"),
    re.compile("(?:国家)?(?:文物|文化遗产|风景)|景区"),
)
_GARDEN = re.compile("[一-鿿—－-]{1,}(?:博园|创新园|产业园|科技园|植物园|动物园)")
# What of a place one tastes and sees: 潮州风情, if it is no brand.
_FLAVOUR, _BRANDED = re.compile("元素|美味|风情|风光|美食"), re.compile("[^，。]{0,4}(?:品牌|活动|行动|工程|计划)")
_RING, _CONTEST = re.compile("环[一-鿿]{2,}"), re.compile("[^，。；]{0,10}(?:赛|论坛|大会|马拉松)")
_CHAIN = re.compile("[一-鿿]{1,6}(?:[—－-]+[一-鿿]{1,6})+")
_NUMBERED = re.compile("[一-鿿]{2,4}[一二三四五六七八九十\\d]{1,3}号")
# Attributes, a wish that opens with its modal verb, what has come about, where something is done.
_PROSE = re.compile(
    "(?:[^，、]+的、){2,}.*|(?:要|应|必须|应该|应当|可以|能够)[一-鿿]{12,}|[一-鿿]{2}了|在[^，]{2,}、[^，]*，.*|没有[一-鿿]{2}|最[一-鿿]"
    "|更[一-鿿]{1,2}|[一-鿿]{0,2}([一-鿿])不\\1.*|[一-鿿][上下][来去]"
    "|[^，；]*、[^，；、]{2,}[与和][^，；、]{2,}|[^，、]*(?:鲜明|特色|优势)的[^，、]{4,}"
)
# A list of plain nouns of which the number says what they are: “资源、客源、服务”三篇文章.
_NOUNS, _COUNTED = (
    re.compile("[一-鿿]{2}(?:[、，][一-鿿]{2}){2,}"),
    re.compile("等?(?:[二三四五六七八九\\d](?!大)|清单|问题|工作|要素)"),
)
# Ships, satellites, trains, contests and fairs are called so.
_CALLED = re.compile(
    ".{2,}(?:(?<![字销])号|杯|大赛|论坛|峰会|博览会|马拉松|锦标赛|公开赛)|.{1,3}[博洽交残]会|.{1,3}运会"
    "|(?:国际|世界|中国)[一-鿿]{2,8}[日周]|.{5,}日|.{2,}(?:培训会|推介会|灯会|庙会|文献展|书画展)"
)
# What one installs: by its name, by what follows, by what was done with it.
_APP = re.compile(".{1,4}(?<![筹密解编起亮扫])码|.{0,2}[企政服表治医采]通")
_APP_AFTER = re.compile(
    "(?:手机|政务)?(?:APP|App|app|小程序)|(?:等?[^，。、]{0,2})小程序|[一-鿿]{0,6}平台(?!经济)"
    "|(?:信息|应用|监控|预警|辅诊|[一-鿿]{2}预警)系统|系统(?:高效|上线|投入|建成|功能)|系统(?=[，。、；等使]|$)|等?\\d+[项个]应用(?!场景)|开源软件|应用(?=[，。、；]|$)|注册|入驻企业|(?:正式|成功)?上线|用户|迭代"
)
_APP_BEFORE = re.compile("(?:上线|下载|登录|平台|搜索引擎|软件)了?$")
# A tool of its maker: 智慧监测平台; where projects are kept.
_TOOL = re.compile("[一-鿿]{5,}(?:平台|系统|数据库)|.*项目(?:储备)?库")
# A school or a hospital that has just been opened.
_HOUSE, _OPENED = re.compile(".{2,}(?:学院|医院|中心|研究院|实验室)"), re.compile("(?:正式)?(?:成立|揭牌|挂牌)")
# The full name of a plan or of a work of engineers.
_TITLE = re.compile(
    "[^，、]{6,}(?:(?:支持|倍增|培[育养]|发展|研究|提升|跃升|振兴|服务商?|伙伴|行动|示范|保护)(?:计划|战略)"
    "|项目|试点|方案|规划|办法|条例|意见|技术|研发|芯片|公告|宣言|备忘录|模式|机制|团队)"
)
_OFFICE = re.compile(
    "[^的]{3,}馆|.{2,}(?:驾校|敬老院|养老院|福利院|幼儿园)|.{4,}(?:卫生站|派出所|研究院|研究所|(?<![副大心])中心|产业园|公司|医院|学院|博物馆|实验室|学校|法务区|组织|委员会"
    "|工作处|办事处|调解室|专席)|.{3,}(?:[条條][约約]|协定|公约|[宣公][言告]|公报|框架|[联聯]盟|集[团團])"
)
_POST = re.compile(".{2,}(?:助理|专员|副总|教授|乡村医生|辅导员|协管员|审批师|指挥官|顾问|院长|校长)")
#: Types that a phrase has by its form, whatever stands around: only a foe's word is none.
_BY_FORM = frozenset({"symbol", "numeral", "metaphor", "policy", "parallel", "couplet", "frame"})


def doubted(view: View, hit: Hit, before: str, after: str, between: str) -> Hit:
    """Return a quoted hit under the name of what speaks against it.

    `before` and `after` stand around it, and `between` is what is between it and the next quotation.
    """
    phrase = view.text[hit.start : hit.end]
    before, after = _BREAK.split(before)[-1], _BREAK.split(after)[0]
    rule = _doubt(phrase, hit.type, before, after)
    if not rule and hit.type not in _BY_FORM and len(phrase) <= _TERM:
        place = view.place(hit.start)
        if _TURN.fullmatch(between):
            rule = "contrast"
        elif _FLAVOUR.fullmatch(phrase[2:]) and phrase[:2] in place and not _BRANDED.match(after):
            rule = "work"
    return hit._replace(rule=rule) if rule else hit


def _is_chain(phrase: str) -> bool:
    """Tell whether a phrase is a line, a road or a pact of places and of what else does nothing."""
    tags = [tag for _, tag in plain_words(phrase)] if _CHAIN.fullmatch(phrase) else []
    return not {"ns", "nr"}.isdisjoint(tags) and set(map(coarse, tags)) <= {"n", "", "b", "f"}


def _is_list(phrase: str, after: str) -> bool:
    """Tell whether a phrase lists plain nouns, one perhaps a verb, whose number or kind follows."""
    if not _NOUNS.fullmatch(phrase) or not _COUNTED.match(after):
        return False
    items = re.split("[、，]", phrase)
    nouns = sum(plain_tags(item) in (("n",), ("b",)) for item in items)
    return nouns >= len(items) - 1 and not set.intersection(*map(set, items))


def _doubt(phrase: str, type_: SloganType, before: str, after: str) -> str:
    """Return what speaks against a phrase, the first in the order of the tests, empty if nothing does."""
    doubt = _doubt_of_any(phrase, type_, before, after)
    return doubt or ("" if type_ in _BY_FORM else _doubt_of_name(phrase, type_, before, after))


def _doubt_of_any(phrase: str, type_: SloganType, before: str, after: str) -> str:
    """Return what speaks against a phrase of whatever form."""
    if _FOE.search(before) or _FOE.search(after) or _VIEWED.search(before) or _VIEW.match(after):
        return "foe"
    if _STRONGEST.fullmatch(phrase) or (phrase.startswith("十大") and _HONOURED.search(before)):
        return "honour"
    if type_ != "symbol" and (_NUMBERED.fullmatch(phrase) or _HERITAGE.match(after)):
        return "work"
    if type_ in ("brand", "policy") and _NAMED_PLACE.fullmatch(phrase):
        return "work"
    if type_ == "numeral" and (_HALL.fullmatch(phrase) or (_SIGHTS.fullmatch(phrase) and _SIGHT.match(after))):
        return "work"
    return "prose" if _is_list(phrase, after) else ""


def _doubt_of_name(phrase: str, type_: SloganType, before: str, after: str) -> str:
    """Return what speaks against a phrase that has no form of its own."""
    brand = type_ == "brand"
    tests: tuple[tuple[str, Callable[[], object]], ...] = (
        ("honour", lambda: (_HONOURED.search(before) and not _MODEL.match(after)) or _HONOUR.fullmatch(phrase)),
        ("honour", lambda: _PRAISED.match(after) or (_LEVEL.search(before) and _UNIT.fullmatch(phrase))),
        ("prose", lambda: _PROSE.fullmatch(phrase) or _WRITTEN.search(before)),
        ("prose", lambda: (_BOTH.fullmatch(phrase) and _RELATED.match(after)) or _BESIDE.match(after)),
        ("prose", lambda: len(phrase) > _LONG and _DEMANDED.search(before)),
        ("piece", lambda: len(phrase) <= _TERM and _FOR.search(before) and _FOR_ANOTHER.match(after)),
        ("work", lambda: _WORK.search(before) or _WARE.match(after) or _MADE.match(after)),
        ("work", lambda: brand and (_CALLED.fullmatch(phrase) or _GROWN.fullmatch(phrase))),
        ("work", lambda: (brand or type_ == "clause") and (_is_chain(phrase) or _GARDEN.fullmatch(phrase))),
        ("work", lambda: brand and _is_fair(phrase, after)),
        ("program", lambda: _APP_AFTER.match(after)),
        ("program", lambda: brand and (_APP.fullmatch(phrase) or _APP_BEFORE.search(before))),
        ("program", lambda: brand and _TOOL.fullmatch(phrase)),
        ("title", lambda: _TITLE.fullmatch(phrase)),
        ("office", lambda: brand and (_OFFICE.fullmatch(phrase) or _POST.fullmatch(phrase))),
        ("office", lambda: brand and _HOUSE.fullmatch(phrase) and _OPENED.match(after)),
        ("kind", lambda: len(phrase) > 2 and phrase[-1] == "型"),
        ("contrast", lambda: len(phrase) <= _TERM and _FROM.search(before) and _TO.match(after)),
        ("ill", lambda: not _FIGHT.fullmatch(phrase) and _is_ill(phrase, before, after)),
    )
    return next((doubt for doubt, met in tests if met()), "")


def _is_ill(phrase: str, before: str, after: str) -> bool:
    return bool(_ILL.fullmatch(phrase) or _ILL_BEFORE.search(before) or _ILL_AFTER.match(after))


def _is_fair(phrase: str, after: str) -> bool:
    """Tell whether a phrase is a plain kind of fair, 美食节, or the round of a contest, “环…”自行车赛."""
    plain = len(phrase) == len("美食节") and phrase[-1] == "节" and plain_tags(phrase[:-1]) == ("n",)
    return plain or bool(_RING.fullmatch(phrase) and _CONTEST.match(after))
