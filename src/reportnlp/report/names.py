"""What the page calls things, in Chinese and in English."""

from typing import NamedTuple

__all__ = ["GROUPINGS", "LEVELS", "SECTIONS", "STEPS", "TABLES", "TYPES", "Name"]


class Name(NamedTuple):
    """A name in both languages."""

    zh: str
    en: str


LEVELS = {
    "national": Name("国家", "National"),
    "provincial": Name("省级", "Provincial"),
    "city": Name("市级", "City"),
    "county": Name("县级", "County"),
    "town": Name("乡镇街道", "Town or street"),
    "": Name("不明", "Unknown"),
}
SECTIONS = {
    "opening": Name("开头", "Opening"),
    "review": Name("工作回顾", "Review"),
    "problems": Name("存在问题", "Problems"),
    "plan": Name("工作安排", "Plan"),
    "closing": Name("结尾", "Closing"),
    "other": Name("其他", "Other"),
}
GROUPINGS = {
    "report": Name("报告", "Report"),
    "year": Name("年份", "Year"),
    "place": Name("地方", "Place"),
    "level": Name("层级", "Level"),
    "section": Name("章节", "Section"),
}
TYPES = {
    "symbol": Name("符号缩略", "Symbols"),
    "numeral": Name("数字缩略", "Numerals"),
    "rank": Name("位次", "Ranks"),
    "couplet": Name("对句", "Couplets"),
    "parallel": Name("排比", "Parallels"),
    "frame": Name("格式", "Frames"),
    "metaphor": Name("比喻", "Metaphors"),
    "policy": Name("政策名称", "Policies"),
    "four": Name("四字格", "Four characters"),
    "clause": Name("口号句", "Clauses"),
    "brand": Name("品牌", "Brands"),
    "heading": Name("标题", "Headings"),
}
#: Steps of cleaning; one without a name here is shown as it is called.
STEPS = {
    "page edges": "页边内容",
    "line ends": "换行符",
    "page breaks": "分页符",
    "comments": "注释",
    "escapes": "转义符",
    "entities": "网页实体",
    "no-break spaces": "不间断空格",
    "soft hyphens": "软连字符",
    "lost blanks": "丢失的空格",
    "invisible characters": "不可见字符",
    "full-width letters and digits": "全角字母数字",
    "spaced years": "年份中的空格",
    "spaced lines": "逐字空格",
    "full-width points and percents": "全角小数点和百分号",
    "half-width brackets": "半角括号",
    "half-width punctuation": "半角标点",
    "half-width full stops": "半角句号",
    "notes of the source": "来源附注",
    "abstracts": "摘要",
    "page leaps": "翻页提示",
    "readers' counts": "阅读次数",
    "page furniture": "网页按钮与导航",
    "repeated text": "重复文本",
    "link lists": "链接列表",
    "blanks at line ends": "行末空格",
    "spaced first characters": "段首空格",
    "lost line breaks": "丢失的换行",
    "broken paragraphs": "被打断的段落",
    "empty lines": "空行",
    "simplified characters": "繁体转简体",
}
TABLES = {
    "reports": Name("报告一览", "Reports"),
    "sections": Name("各报告的章节", "Sections of each report"),
    "cleaning": Name("清理了什么", "What cleaning changed"),
    "files": Name("文件与报告", "Files and reports"),
    "keywords": Name("各报告的关键词", "Keywords of each report"),
    "keywords_by_year": Name("各年的关键词", "Keywords of each year"),
    "keywords_by_place": Name("各地的关键词", "Keywords of each place"),
    "keyword_hits": Name("关键词所在的句子", "Sentences of the keywords"),
    "keyness": Name("显著性比较", "Keyness"),
    "topics": Name("主题", "Topics"),
    "topic_terms": Name("主题词", "Terms of the topics"),
    "topic_relevance": Name("各 λ 下的主题词", "Terms of the topics for each λ"),
    "topic_shares": Name("各报告的主题占比", "Topic shares of each report"),
    "topic_shares_by_year": Name("各年的主题占比", "Topic shares of each year"),
    "topic_shares_by_place": Name("各地的主题占比", "Topic shares of each place"),
    "topic_exemplars": Name("主题的代表段落", "Exemplary paragraphs of the topics"),
    "slogans": Name("提法", "Slogans"),
    "slogan_history": Name("提法的来龙去脉", "History of slogans"),
    "templates": Name("模板", "Templates"),
}
