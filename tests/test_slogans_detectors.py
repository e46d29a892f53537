"""What each detector finds and what it leaves; all examples are made up or common property."""

import pytest

import reportnlp as rn
from conftest import slogans_in as found


def test_a_creed_is_a_clause_though_the_lexicon_has_it():
    assert found("坚持项目为王，“渔民为基”。", "clause") == ["项目为王", "渔民为基"]
    assert found("坚持项目为王，“项目为王”。", "policy") == []


def test_numerals_in_a_quoted_list_stay():
    assert "一村一景" in found("实施“一街一特、一村一景、一户一画”工程。", "numeral")


@pytest.mark.parametrize("phrase", ["三月三", "第五个百亿", "千亿渔港", "一潮通·渔好用", "九州通衢", "拼命三郎"])
def test_a_day_an_amount_a_name_with_a_dot_and_a_saying_are_no_numerals(phrase: str):
    assert phrase not in found(f"打造“{phrase}”。", "numeral")


def test_a_report_of_quotes_alone():
    assert found("“听潮茶坊”" * 50) == ["听潮茶坊"] * 50


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("落实三会一课制度。", "三会一课"),
        ("深化五水共治。", "五水共治"),
        ("推行“四铁两最”标准。", "四铁两最"),
        ("编制一村一景方案", "一村一景"),
        ("建成15分钟健身圈", "15分钟健身圈"),
        ("落实“十三个一”举措", "十三个一"),
        ("打好“渔港五战”", "渔港五战"),
        ("实施“百亿提升”行动", "百亿提升"),
    ],
)
def test_numerals(text: str, hit: str):
    assert found(text, "numeral") == [hit]


@pytest.mark.parametrize(
    "text",
    [
        "三峡工程建成",
        "二十三年来增长三成。",
        "第一产业二百三十亿元",
        "三年五载，两岸同胞",
        "一年一度，一天一天",
        "一百一十一亿元",
    ],
)
def test_what_is_no_numeral(text: str):
    assert found(text, "numeral") == []


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("构建1+15+N体系。", ["1+15+N"]),
        ("“白+黑”“5+2”连轴转", ["白+黑", "5+2"]),
        ("建立社区—网格—楼栋三级体系", ["社区—网格—楼栋"]),
        ("增长3.5%+0.2%，C++语言", []),
        ("北京—上海—广州航线", []),
    ],
)
def test_symbols(text: str, hits: list[str]):
    assert found(text, "symbol") == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("工作位列全市第一，", ["位列全市第一"]),
        ("获评全省首批试点", ["全省首批"]),
        ("增速居全国前列。", ["增速居全国前列"]),
        ("召开全国第十四届大会，全市第二次普查", []),
        ("全市经济稳定", []),
        ("增速从全市第六位上升到第四位，", []),
        ("力争收入进入全省前列。", []),
        ("竣工率、达效率位居全省前列。", ["位居全省前列"]),
        ("地表水环境质量排名全省第三位。", ["地表水环境质量排名全省第三位"]),
        ("帮扶困难群众人数排全县第二。", ["排全县第二"]),  # who helps, or who is helped
        ("着力打造“全市最优、全省一流”的环境。", []),
        ("锚定“全市领先、全省靠前”目标。", []),
        ("茶产值、渔产值增速居全县第2位、第5位。", ["茶产值、渔产值增速居全县第2位、第5位"]),
        ("6项茶业指标增速居全县前3位。", ["6项茶业指标增速居全县前3位"]),
        ("每千人床位数居全县前列。", ["每千人床位数居全县前列"]),
        ("产值增长8.3%，增速居全县第一。", ["增速居全县第一"]),
        ("学科进入全球前1‰。", []),
        ("道德模范和志愿者人数居全县第1位。", ["道德模范和志愿者人数居全县第1位"]),
        ("用好绿电外送量全县第一优势。", ["绿电外送量全县第一"]),
        ("海塘规模、渔港泊位数居全县第1、第2位。", ["海塘规模、渔港泊位数居全县第1、第2位"]),
        ("十方面实事完成率全县第1，", ["十方面实事完成率全县第1"]),
        ("启动全国第三轮修志，达到全球领先水平。", []),
        ("渔网没收数量居全县第1位。", ["居全县第1位"]),
        ("海带、紫菜等种植面积和产量居全县第一。", ["居全县第一"]),
        ("“保渔舟”交付率居全县第五。", ["居全县第五"]),
        ("茶产量、渔产量居全县第二。", ["居全县第二"]),
        ("建成渔港5个、数量居全县第一。", ["数量居全县第一"]),
        ("近5年渔产量居全县前列，其中茶产量居全县首位。", ["渔产量居全县前列", "茶产量居全县首位"]),
        ("保持渔产量全县第一。", ["渔产量全县第一"]),
        ("每万人口渔船数居全县第3位。", ["每万人口渔船数居全县第3位"]),
        ("考核列全县第一档，垃圾分类居全市第一档次。", ["列全县第一档", "居全市第一档次"]),
        ("增速、规模分别排全县第二位和第三位。", ["排全县第二位和第三位"]),
        ("成绩位居全市第六、全县第一。", ["位居全市第六、全县第一"]),
        ("高考本科录取率居全县第二。", ["居全县第二"]),
        ("渔港成为全国首批全县唯一试点。", ["全国首批全县唯一"]),
        ("海湾沿海货物吞吐量居全县第二。", ["居全县第二"]),
        ("高考成绩稳居全县第一平台。", ["稳居全县第一平台"]),
        ("渔港居全国同类城市第3位。", ["居全国同类城市第3位"]),
        ("加快建设全球领先的渔港。", []),
        ("渔港建设全球领先。", ["全球领先"]),
        ("推动渔业走在全县前列。", []),
        ("在推动渔业振兴方面走在全县前列。", ["全县前列"]),
        ("支持东部率先发展，发出全县第一度潮汐电。", []),
    ],
)
def test_ranks(text: str, hits: list[str]):
    assert found(text, "rank") == hits


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("工作可圈可点。", "可圈可点"),
        ("开展大走访大排查。", "大走访大排查"),
        ("打造宜居宜业宜游的家园", "宜居宜业宜游"),
        ("做到早发现、早处置。", "早发现、早处置"),
        ("坚持引资与引智并重，", "引资与引智并重"),
        ("商圈再升级，引进五家名店，客流大增。环境再优化，修好六条街巷，居民叫好。招引再提速，落地七个项目，投资可观。", "环境再优化"),
    ],
)  # fmt: skip
def test_frames(text: str, hit: str):
    assert hit in found(text, "frame")


@pytest.mark.parametrize(
    "text",
    [
        "渔船交互与人机共融实验室",
        "树立长期与即期、体量与质量并重的导向",
        "与全省全市同步",
        "优化农业农村环境",
        "全市全区一盘棋",
        "做好“保交楼”“保供水”工作",
        "监管和整治同步",
    ],
)
def test_what_is_no_frame(text: str):
    assert found(text, "frame") == []


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("推动管理规范化、常态化、精细化，", "规范化、常态化、精细化"),
        ("确保守土有责、守土负责、守土尽责。", "守土有责、守土负责、守土尽责"),
        ("实现签约率、腾空率、拆除率三个满分", "签约率、腾空率、拆除率"),
        ("持续治顽疾、除隐患、补短板。", "治顽疾、除隐患、补短板"),
        ("不断提升群众的获得感、幸福感和安全感，", "获得感、幸福感和安全感"),
        ("完善任务分解、责任落实、过程督办、跟踪问效机制", "任务分解、责任落实、过程督办、跟踪问效"),
    ],
)
def test_parallels(text: str, hit: str):
    assert found(text, "parallel") == [hit]


@pytest.mark.parametrize(
    "text",
    ["加强教育、医疗、住房、养老保障", "农业、工业、商业增加值", "公安局、民政局、财政局负责", "街景设计、建筑设计、城市设计", "总量不大、结构不优、效益不高", "强化用地、用林、用海、环评等保障", "建立选拔任用、流动配置、激励监督制度",
     "创建森林城市、文明城市、卫生城市"],
)  # fmt: skip
def test_lists_are_no_parallels(text: str):
    assert found(text, "parallel") == []


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("潮起则舟行，潮平则岸阔。", "潮起则舟行，潮平则岸阔"),
        ("解难题，抢进度，做好全年工作。", "解难题，抢进度"),
        ("这一年，补短板、强弱项，面貌一新。", "补短板、强弱项"),
        ("道阻且长。\n星河不负夜归人，灯火可亲早行客。\n", "星河不负夜归人，灯火可亲早行客"),
    ],
)
def test_couplets(text: str, hit: str):
    assert hit in found(text, "couplet")


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("全年以来，筑牢渔港根基，找准远航方向，行稳致远。", ["筑牢渔港根基，找准远航方向"]),
        ("夯渔港、扩船队，收获很大。", ["夯渔港、扩船队"]),
        ("会上，扛起责任、顶住风浪，海塘修好了。", ["扛起责任、顶住风浪"]),
        ("去年，激发闯的动能，笃定远的追求。", ["激发闯的动能，笃定远的追求"]),
        ("过去一年，抓渔港打基础，抓船队带渔民。", ["抓渔港打基础，抓船队带渔民"]),
        ("今年，用渔港带动旅游、用旅游反哺渔港，收入增加了。", ["用渔港带动旅游、用旅游反哺渔港"]),
        ("全年真抓实干促丰收，砥砺奋进新渔场，众志成城。", []),
        ("真抓实干促丰收，砥砺奋进新渔场，保持稳定。", ["真抓实干促丰收，砥砺奋进新渔场"]),
        ("会上，落实渔船补贴、休渔轮作制度，群众叫好。", []),
        ("会上，顶住“风浪、扛起”责任，海塘修好了。", []),
        ("会上，扛起三项责任、顶住风浪，海塘修好了。", []),
    ],
)
def test_couplets_of_verbs_and_what_is_done(text: str, hits: list[str]):
    assert found(text, "couplet") == hits


@pytest.mark.parametrize(
    "text", ["加强企业管理，搞好安全生产。", "完善公共服务体系，加强社会治理创新。", "增长百分之五，达到三百亿元。"]
)
def test_prose_is_no_couplet(text: str):
    assert found(text, "couplet") == []


@pytest.mark.parametrize(
    "text",
    [
        "当前作风不扎实、思路不灵活。",
        "实现船只无一伤亡、堤塘无一垮坝。",
        "落实“游客不进、车辆不停”要求、商贩不占道。",
    ],
)
def test_complaints_accidents_and_cut_quotations_are_no_clauses(text: str):
    assert found(text, "clause") in ([], ["游客不进、车辆不停"])


@pytest.mark.parametrize(
    "text",
    [
        "发展三大海产产业。",
        "每年一船一户登记。",
        "按一户一亩分配。",
        "推动双向往来。",
        "荣登“潮汐十强”榜单。",
        "三大网络运营商入驻。",
        "建成双万兆网络。",
        "听潮一岛一幅画卷。",
    ],
)
def test_what_counts_or_ranks_is_no_numeral(text: str):
    corpus = rn.Corpus([rn.Report("a", text)])
    table = rn.slogans(corpus)
    assert "numeral" not in table["type"].tolist()


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("港口兴则渔业兴，港口强则渔业强。", ["港口兴则渔业兴，港口强则渔业强"]),
        ("港口兴则渔业兴，港口强则渔业旺。", []),
    ],
)
def test_one_character_for_another_makes_a_couplet(text: str, hits: list[str]):
    assert found(text, "couplet") == hits


def test_two_that_are_joined_are_a_frame_whatever_joins_them():
    assert "增产与节约并举" in found("坚持增产与节约并举。", "frame")


@pytest.mark.parametrize(
    ("text", "type_", "hits"),
    [
        ("做到应修尽修、愿修尽修。", "frame", ["应修尽修", "愿修尽修"]),
        ("渔网学深学透，渔民学生学习。", "frame", ["学深学透"]),
        ("渔港向上向好，渔船向北向东，渔业再上新台阶。", "frame", ["向上向好", "再上新台阶"]),
        ("坚持渔港为先、渔船为重。", "clause", ["渔港为先、渔船为重"]),
        ("坚持渔港为先、渔船为重、渔民为本。", "parallel", ["渔港为先、渔船为重、渔民为本"]),
        ("建强船队、优化渔网、提升服务，收获很大。", "parallel", ["建强船队、优化渔网、提升服务"]),
        ("建强船队、优化渔网、提升服务质量。", "parallel", []),
        ("修好渔港码头，建强远洋船队，提升渔民服务。", "parallel", []),
    ],
)
def test_frames_and_series_without_a_word_in_common(text: str, type_: str, hits: list[str]):
    assert found(text, type_) == hits


def test_a_gang_is_a_foe_with_and_without_marks():
    corpus = rn.Corpus([rn.Report("a", "粉碎“七人帮”以后，七人帮的余党。")])
    assert rn.slogans(corpus).empty


def test_clauses_around_one_negation():
    assert found("努力实现小事不出村、大事不出镇。", "clause") == ["小事不出村、大事不出镇"]
    assert found("问题是总量不大、结构不优。", "clause") == []


@pytest.mark.parametrize(
    ("phrase", "type_"),
    [
        ("渔港、渔村、渔民", "parallel"),
        ("听潮观海攻坚年", "brand"),
        ("潮市集、观海晚会", "brand"),
        ("能出海就不要等", "clause"),
        ("让渔民安心，渔港平安", "clause"),
        ("听潮故事", "brand"),
        ("渔改旅", "policy"),
        ("捕捞晚潮", "clause"),
        ("渔民就是主心骨", "clause"),
        ("渔网蛋糕", "brand"),  # of four characters judges called three in four a name
        ("软渔网", "metaphor"),
        ("妈妈式", "metaphor"),
        ("预约式", "brand"),
        ("渔乡事", "brand"),
        ("渔船热", "brand"),
        ("两渔场、两船队", "numeral"),
        ("渔家三十条", "policy"),
        ("急刹车", "metaphor"),
        ("多渔合一", "policy"),
        ("听潮保护日", "brand"),
        ("鲁海听潮", "brand"),
    ],
)
def test_the_type_of_a_quotation_is_told_by_its_form(phrase: str, type_: str):
    table = rn.slogans(rn.Corpus([rn.Report("a", f"坚持“{phrase}”思路。")]))
    assert table[["text", "type"]].values.tolist() == [[phrase, type_]]


def test_the_category_is_that_of_the_term_that_a_hit_is():
    table = rn.slogans(rn.Corpus([rn.Report("a", "“十四五”规划开局，打造“听潮讲堂”。")]), min_score=0)
    category = dict(zip(table["text"], table["lexicon"], strict=True))
    assert (category["十四五"], category["听潮讲堂"]) == (rn.load_lexicon().category("十四五"), "")


def test_formulas_of_four_characters():
    assert "因地制宜" in found("坚持因地制宜推进。", "four")
    assert {"扬长补短", "创新制胜"} <= set(found("全力扬长补短、创新制胜。", "four"))
    assert found("十分复杂，在建设中", "four") == []
    corpus = rn.Corpus([rn.Report("a", "继续因地制宜推进，弥足珍贵的成绩，齐心协力。")])
    assert rn.slogans(corpus, ["four"])["text"].tolist() == ["齐心协力"]


def test_policies_and_metaphors_are_those_of_the_lexicon():
    assert found("同心共筑中国梦。", "policy") == ["中国梦"]
    assert found("当好排头兵。", "metaphor") == ["排头兵"]
    assert found("建设京津冀和新区，贯彻党的二十大精神。", "policy") == []
    assert found("扩大产业导师选聘，发展经济强镇，进出南通港。", "policy") == []


def test_a_phrase_has_one_type_wherever_it_stands():
    texts = ["“十四五”规划收官，“十四五”时期，谋划十四五。", "共建“一带一路”，一带一路。", "“潮邻里手”计划。"]
    table = rn.slogans(rn.Corpus([rn.Report(str(k), text) for k, text in enumerate(texts)]))
    assert table.groupby("normalized")["type"].nunique().eq(1).all()
    assert table.drop_duplicates("normalized").set_index("normalized")["type"].to_dict() == {
        "十四五": "policy",
        "一带一路": "numeral",
        "潮邻里手": "brand",
    }


def test_brands_of_a_place():
    place = {"place": "望潮街道", "level": "town"}
    assert found("全力建设品质望潮，讲好望潮故事。", "brand", **place) == ["品质望潮"]
    assert found("打造壮大望潮海产，推进高铁望潮站建设。", "brand", **place) == []
    assert found("扎实推进健康长沙建设。", "brand", place="长沙市", level="city") == ["健康长沙"]
    assert found("支持望潮发展，全力建设望潮街道。", "brand", **place) == []
