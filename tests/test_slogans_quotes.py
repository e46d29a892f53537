"""What is quoted and a slogan, what is quoted and none; all examples are made up or common property."""

import pytest

import reportnlp as rn


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("用好“压舱石”。", "压舱石"),
        ("打造「潮邻客厅」品牌", "潮邻客厅"),
        ("打造『潮邻客厅』品牌", "潮邻客厅"),
        ('打造"潮邻客厅"品牌', "潮邻客厅"),
        ("打造〝潮邻客厅〞品牌", "潮邻客厅"),
        ("坚持“让‘潮邻客厅’走进千家万户”", "潮邻客厅"),
        ("打造“ 潮邻客厅 ”品牌", "潮邻客厅"),
    ],
)
def test_quotes_of_every_kind(text: str, phrase: str):
    table = rn.slogans(rn.Corpus([rn.Report("a", text)]))
    assert phrase in table.loc[table["quoted"], "text"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "居民说：“饭菜可口，价格也不贵。”",
        "居民笑称：“日子有奔头”，",
        "做好“稳”字文章",
        "防御台风“海螺”“蔷薇”期间，",
        "防御“海螺”台风期间，",
        "推广“听潮码”APP下载",
        "查处“老码头”农贸市场三起",
        "坚决反对“台独”分裂势力",
        "“ABC”软件",
        "推行“非接触”方式",
    ],
)
def test_what_is_quoted_and_no_slogan(text: str):
    table = rn.slogans(rn.Corpus([rn.Report("a", text)]))
    assert table.loc[table["pattern"] == "quotes", "text"].tolist() == []


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("潮洲镇获评全国“听潮之乡”。", "honour"),
        ("推广“听潮通”服务平台，", "program"),
        ("推出“听潮码”，", "program"),
        ("上线“观潮云图”", "program"),
        ("“听潮办”手机APP用户增加", "program"),
        ("实施“望潮产业人才支持计划”", "title"),
        ("开展“听潮储能关键技术”攻关", "title"),
        ("选派“听潮助理”", "office"),
        ("获“望潮文学奖”", "honour"),
        ("“望潮西瓜”上市", "work"),
        ("“听潮阁”入选省级农产品品牌", "work"),
        ("有人把它说成是“听潮派”", "foe"),
        ("存在“等潮来”的想法", "foe"),
        ("并不是有些人所说的“渔业无用”。", "foe"),
        ("交付“听潮一号”，", "work"),
        ("积极争创“全国听潮示范县”", "honour"),
        ("粉碎侵略者制造的“听潮国”阴谋", "foe"),
        ("着力解决群众“看潮难”，", "ill"),
        ("严厉打击“潮霸”行为", "ill"),
        ("分为“听潮出海型”企业", "kind"),
        ("服务从“等潮来”转为“追潮去”。", "contrast"),
        ("戏曲作品“渔火人家”", "work"),
        ("“望潮海苔”地理标志", "work"),
        ("建成“望潮海洋研究院”", "office"),
        ("展示渔家“朴素的、真诚的、自然的美”。", "prose"),
        ("会议明确“要继续实施积极的渔港振兴和稳健的海洋牧场建设”。", "prose"),
        ("渔霸“垮台了”，", "prose"),
        ("做“最坏”的打算", "prose"),
        ("提升“制度健全、功能完善与运行顺畅”水平", "prose"),
        ("提出“在望潮、听潮建设渔港，打造海洋产业集群”。", "prose"),
        ("“望潮三号”发射", "work"),
        ("“手织渔网”等30项技术和产品", "work"),
        ("加强“望潮石林”世界自然遗产宣传", "work"),
        ("“望潮号子”成功列入省级非遗名录", "work"),
        ("抵制“逆渔业化”思潮", "foe"),
        ("决不能当成“低端渔业”放弃", "foe"),
        ("渔政所荣膺全国“听潮式渔政所”。", "honour"),
        ("共获得多项荣誉，“六个一渔歌奖”列首位", "honour"),
        ("海洋科学设施“潮衡”热试验装置封顶", "work"),
        ("制定“望潮锦鲤繁育”团体标准", "work"),
        ("“望潮舰”入列", "work"),
        ("“听潮湾”成为新地标", "work"),
        ("打造“武汉—三亚”精品线路", "work"),
        ("推广“听潮达”系统、", "program"),
        ("打造“渔企一平台”等3项应用", "program"),
        ("升级“数智渔港集成”应用，", "program"),
        ("“望潮家园”注册船主2万户", "program"),
        ("“渔市通办”APP下载量第一。推广“渔市通办”。", "program"),
        ("渔港获首批“潮神杯·铜杯”。", "honour"),
        ("渔港入选全国“十大听潮渔村”。", "honour"),
        ("让渔策从“纸潮”落到“地潮”。", "contrast"),
        ("打造“西宁—玉林”精品线路", "work"),
        ("拖拉机确定为“望潮农机精品”。", "honour"),
        ("“渔都听潮馆”开业", "office"),
        ("让孩子在学校“更开心”。", "prose"),
        ("先作“该不该捕”的判断", "prose"),
        ("让文化服务“沉下去”，", "prose"),
        ("做好“资源、客源、服务”三篇文章", "prose"),
        ("由“看潮”转为“弄潮”", "contrast"),
        ("渔港夺得“听潮制造鼎”。", "honour"),
        ("渔村获省政府“渔港建设推进工作先进集体”表扬", "honour"),
        ("创建省、市级“爱潮单位”", "honour"),
        ("新增“渔业团结进步示范家庭”90个", "honour"),
        ("“听潮渔政改革名单”等9项试点、荣誉", "honour"),
        ("办好“世界听潮日”主场", "work"),
        ("设立“望潮渔业人日”，", "work"),
        ("举办“听潮庙会”，", "work"),
        ("“望潮手织渔网技艺”转入非遗名录", "work"),
        ("挥舞“唯渔力论”这根大棒", "foe"),
        ("反对任何“台湾独立”的图谋", "foe"),
        ("谋划“汽车节”，", "work"),
        ("举办“环渔潮湖”公路自行车赛", "work"),
        ("渔织集团的“望潮衫”销量上升", "work"),
        ("提升“望潮胤”甜瓜知名度", "work"),
        ("推动“渔漫望潮”演艺项目提质", "work"),
        ("推进“渔潮创新园”建设", "work"),
        ("“大东环”开工", "work"),
        ("重修“五公祠”，", "work"),
        ("推动“三山两湖”景区整合", "work"),
        ("开发“渔港渔船渔民管理平台”，", "program"),
        ("建立“前期渔港项目库”，", "program"),
        ("建设“听潮敬老院”", "office"),
        ("聘任“渔港招商顾问”", "office"),
        ("“渔船学院”正式成立", "office"),
        ("正确处理“渔港与渔村”“渔船与渔民”的关系", "prose"),
        ("图纸注明“渔船勿进”，", "prose"),
        ("坚持“渔港建设”和“渔民安置”两手抓，", "prose"),
        ("建设“特色鲜明的渔业大学城”，", "prose"),
        ("散布谣言，说渔港将是“渔民的威胁”", "foe"),
        ("亮相首届“渔潮遗产”国际电影节", "work"),
        ("推进“智慧渔业试点县”建设", "honour"),
        ("做强“渔网加工品牌县”，", "honour"),
        ("争创“整区域推进渔港建设试点”，", "title"),
        ("会议提出要“加快渔港冰库等渔业设施建设，做强西部渔业产业带”", "prose"),
        ("主动为渔民“试渔网”、为渔村找资源", "piece"),
    ],
)
def test_what_speaks_against_a_quotation_is_named_and_scores_low(text: str, doubt: str):
    table = rn.slogans(rn.Corpus([rn.Report("a", text)]), min_score=0)
    assert doubt in table.loc[table["quoted"], "pattern"].tolist()
    assert rn.slogans(rn.Corpus([rn.Report("a", text)])).query("pattern == @doubt").empty


@pytest.mark.parametrize(
    ("text", "piece", "whole"),
    [
        ("推行“马上捕、网上捕、就近捕、一次捕”。", "就近捕", "马上捕、网上捕、就近捕、一次捕"),
        ("坚持“渔民为先、渔港为要、渔场为基”。", "渔港为要", "渔民为先、渔港为要、渔场为基"),
        ("做到“多排多限、少排少限、不排不限”。", "不排不限", "多排多限、少排少限、不排不限"),
        ("开展河道“清五乱”。", "五乱", "清五乱"),
        ("让渔民放心出海、安心捕捞、舒心返航，", "安心捕捞", "放心出海、安心捕捞、舒心返航"),
        ("建设美丽中国城市。", "美丽中国", ""),
    ],
)
def test_a_piece_of_a_longer_slogan_is_not_shown(text: str, piece: str, whole: str):
    shown = rn.slogans(rn.Corpus([rn.Report("a", text)]))["text"].tolist()
    assert piece not in shown
    assert not whole or whole in shown


@pytest.mark.parametrize(
    "phrase", ["走在渔业前列中做示范", "案结潮平了事", "渔港是用来停的、不是用来看的", "渔民共生、美美与共"]
)
def test_what_only_looks_like_prose_stays(phrase: str):
    table = rn.slogans(rn.Corpus([rn.Report("a", f"坚持“{phrase}”的要求。以“{phrase}”的态度推进。")]))
    assert table.loc[table["quoted"], "text"].tolist() == [phrase] * 2


def test_a_note_explains_a_whole_by_its_parts():
    note = "注：“一岸两湾”：“一岸”是指南岸；“两湾”即东湾和西湾。"
    table = rn.slogans(rn.Corpus([rn.Report("a", note)]), min_score=0)
    rules = table.loc[table["quoted"], ["text", "pattern"]].values.tolist()
    assert rules == [["一岸两湾", "quotes"], ["一岸", "piece"], ["两湾", "piece"]]
    # In a line of its own, and where nothing is explained, it is a slogan.
    text = f"{note}\n“一岸”是指南岸。建设“一岸两湾”，“两湾”先行。"
    table = rn.slogans(rn.Corpus([rn.Report("a", text)]))
    assert table.loc[table["quoted"], "text"].tolist() == ["一岸两湾", "一岸", "一岸两湾", "两湾"]


@pytest.mark.parametrize(
    ("phrase", "after", "shown"), [("渔潮风情", "十足", 0), ("渔潮风情", "品牌", 1), ("外潮风情", "十足", 1)]
)
def test_what_one_sees_of_the_own_place_is_no_slogan_unless_it_is_a_brand(phrase: str, after: str, shown: int):
    table = rn.slogans(rn.Corpus([rn.Report("a", f"打造“{phrase}”{after}。", place="渔潮县")]))
    assert table["quoted"].sum() == shown


def test_the_mark_of_a_footnote_is_no_part_of_a_quotation():
    table = rn.slogans(rn.Corpus([rn.Report("a", "聚焦“渔港振兴、渔民增收［17］”，打造“听潮茶坊②”。")]))
    assert table.loc[table["quoted"], "text"].tolist() == ["渔港振兴、渔民增收", "听潮茶坊"]


def test_a_plain_word_is_stressed_where_it_is_quoted():
    plain = "潮流感不断提升。" * 3
    table = rn.slogans(rn.Corpus([rn.Report("a", f"{plain}群众“潮流感”提升。")]), min_score=0)
    assert table.loc[table["quoted"], ["text", "pattern"]].values.tolist() == [["潮流感", "quotes"]]
    # It had three other uses, of which none is quoted; it has four then. Of seven others of another one is, of six one.
    table = rn.slogans(rn.Corpus([rn.Report("a", f"{plain}潮流感很强。群众“潮流感”提升。")]), min_score=0)
    assert table.loc[table["quoted"], ["text", "pattern"]].values.tolist() == [["潮流感", "stressed"]]
    twice = "群众“潮流感”提升。" * 2
    for plain, pattern in ((6, "stressed"), (5, "quotes")):
        text = "潮流感不断提升。" * plain + twice
        table = rn.slogans(rn.Corpus([rn.Report("a", text)]), min_score=0)
        assert table.loc[table["quoted"], "pattern"].tolist() == [pattern] * 2


def test_marks_that_do_not_fit_lose_one_phrase_only():
    text = "打好“组合拳，守住“生命线”，用好‘工具箱。”“尾巴\n”收“官”"
    table = rn.slogans(rn.Corpus([rn.Report("a", text)]))
    assert table.loc[table["quoted"], "text"].tolist() == ["生命线"]


def test_a_quotation_ends_with_its_line():
    table = rn.slogans(rn.Corpus([rn.Report("a", "打好“潮汐\n客厅”和“听潮茶坊”")]))
    assert table.loc[table["quoted"], "text"].tolist() == ["听潮茶坊"]


def test_what_is_quoted_as_made_or_done_scores_more():
    table = rn.slogans(rn.Corpus([rn.Report("a", "深入实施“晨潮渔友”。渔民看见“晚潮渔友”。")]))
    score = dict(zip(table["text"], table["score"], strict=True))
    assert score["晨潮渔友"] > score["晚潮渔友"]


@pytest.mark.parametrize(
    "text",
    [
        "守护“母亲河”、",
        "“渔港—渔村—渔家”三级网络",
        "建成“家门口的渔歌馆”，",
        "开展“听潮达人”系统工程",
        "坚持“渔资、渔技、渔人”三位一体",
        "打好“蓝天、碧水、净土”三大保卫战",
        "推广“渔民找政策”。推动“看潮”向“弄潮”转变。",
        "征集“揭榜挂帅”3个应用场景",
        "将今年确定为“渔港攻坚年”。",
        "创建“平安医院”“平安学校”",
        "夺取“十八连冠、二星金鼎”。",
        "省级“无潮城市”建设任务",
        "打造“渔港环湖圈”，举办“渔环听潮”自行车赛",
        "坚持“渔港与渔村”并举",
        "总结“湾中园”经验",
    ],
)
def test_what_only_looks_doubtful_stays(text: str):
    assert not rn.slogans(rn.Corpus([rn.Report("a", text)])).query("quoted").empty


@pytest.mark.parametrize("text", ["落实渔民“零容忍”的态度。", "树立“渔网常新”的思想，", "用好“听潮渔歌”赋予的文化遗产"])
def test_an_attitude_and_what_is_given_is_no_doubt(text: str):
    assert rn.slogans(rn.Corpus([rn.Report("a", text)]))["quoted"].tolist() == [True]
