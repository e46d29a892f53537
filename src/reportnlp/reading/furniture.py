"""What a page shows around a report: navigation, link lists, tables of metadata, bylines, licences, repeats."""

import re
from collections.abc import Iterator
from itertools import accumulate

__all__ = ["LABELS", "TITLE", "find_comments", "find_furniture", "find_link_lists", "find_repeats", "labelled"]

#: Labels of metadata tables and lists, and the field that each one fills.
LABELS = {
    "标题": "title", "名称": "title", "信息名称": "title", "发布机构": "issuer", "发文单位": "issuer",
    "发文机关": "issuer", "公开主体": "issuer", "发布单位": "issuer", "信息来源": "issuer", "发文时间": "date",
    "发布时间": "date", "发布日期": "date", "成文日期": "date", "生成日期": "date", "公开日期": "date",
    "索引号": "", "文号": "", "发文字号": "", "主题分类": "", "登记号": "", "有效性": "", "公开方式": "",
    "公开范围": "", "来源URL": "",
    "公开时限": "", "信息索引": "", "关键字": "", "体裁分类": "", "组配分类": "", "统一编号": "",
    "主题词": "", "正文": "", "访问次数": "", "浏览次数": "",
}  # fmt: skip

_LABEL = "|".join(sorted(LABELS, key=len, reverse=True))
# Blanks are taken once and for all (*+): two runs of them side by side would share a long one in all ways there are.
_TABLE_ROW = re.compile(rf"[^\S\n]*+(?:\|[^\S\n]*+)?(?:{_LABEL})[^\S\n]*+(?:[：:][^\S\n]*+)?\|")
_LABEL_LINE = re.compile(rf"[^\S\n]*(?:{_LABEL})[^\S\n]*[：:]")

_NAME = r"[^\s，。：:]{2,4}"
_NAMES = rf"{_NAME}(?:[ 　、/|]+{_NAME}){{0,6}}"
_BUTTONS = (
    r"(?:我要)?(?:打印(?:本页|此页|本文|该页)?|关闭(?:窗口|本页|此页)?|收藏(?:本页)?|分享(?:到.{0,20})?"
    r"|返回(?:顶部|首页|列表)?|评论|纠错|下载|朗读|全屏|加大|减小|还原|放大|缩小|默认|复制|推荐|微信|微博|扫一扫.{0,30}|[Ee]-?mail推荐)"
)
_LINKS = (
    r"(?:相关(?:文章|链接|阅读|新闻|附件|报道|文档)|热门(?:文章|推荐)|本栏(?:最新|推荐).{0,6}|推荐阅读|友情链接|网站地图"
    r"|联系我们|关于我们|版权声明|标签|站内搜索)[ 　]*[：:]?"
)
#: What stands outside of the report when it is all of a line.
_ALONE = (
    r"(?:您?(?:当前|现在|所在)的?位置|首页)[ 　]*[：:>＞].*",
    r"[-【\[［（( ]*字[体号][ 　]*[：:].{0,30}",
    r"[【\[［（(]?[ 　]*(?:大|中|小)(?:[ 　]+(?:大|中|小)){0,2}[ 　]*[】\]］）)]?",
    rf"(?:[【\[［（(]?[ 　]*{_BUTTONS}[：:]?[ 　]*[】\]］）)]?[ 　|]*){{1,6}}",
    r"【E-mail推荐.*",
    r"[（(【]?[ 　]*责任编辑.{0,40}",
    r"[：:][ 　]*[一-鿿]{2,4}",
    r"[【】［］\[\]（）()]",
    r"(?:编辑|校对|审核|作者|初审|复审|终审|监制|值班编委|网络编辑)[ 　]*[：:].{0,30}",
    r"[（(]?(?:信息)?来源[ 　]*[：:].{0,40}",
    r"(?:发布|更新|发稿|录入|发表)?(?:日期|时间)[ 　]*[：:][ 　]*[\d年月日:：\s./-]{4,30}"
    r"(?:.{0,90}(?:来源|作者)[：:].{0,60})?",
    r"(?:浏览|点击|阅读|访问|评论)(?:次数|量|数)?[ 　]*[：:]?[ 　]*\d*次?",
    r"[上下]一[篇页条][ 　]*[：:]?.{0,60}",
    r"[|<>«»\s\d]*上一?页.*下一?页.*",
    _LINKS,
    r"(?:主办|承办|技术支持|网站标识码|版权所有|.?ICP备|京公网安备|Copyright).{0,120}",
    r"[^。；]{0,60}(?:https?://)?www\.[\w./]+[^。；]{0,80}",
    r"(?:本报|新华社|[^\s，。]{2,10}(?:日报|晚报|新闻网))[ 　]*讯?[ 　]*(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日[电讯])?[ 　]*"
    r"(?:[（(]?(?:首席)?(?:记者|通讯员)[^。，]{0,40}[）)]?)?",
    rf"(?:首席|本报|见习|融媒体|全媒体)?(?:记者|通讯员)[ 　]*{_NAMES}[ 　]*(?:文/摄|文|摄|图)?"
    r"(?:[ 　/|]*通讯员[^。，]{0,30})?",
    rf".{{0,60}}(?:记者|通讯员)[ 　]+{_NAME}[ 　]*摄",
    r"[-—=_*·•×. 　]{1,60}",
)
_FURNITURE = re.compile(rf"[ 　\t]*(?:[-—*•·|>]+[ 　]*)?(?:{'|'.join(_ALONE)})[ 　\t]*")
_LICENCE = re.compile(
    r"^(?:本作品(?:是|在|来自|属于)|(?:免责|版权)声明[：:]|.{0,20}(?:维基文库|公有领域|[Pp]ublic domain|著作权法))",
    re.M,
)
#: A line that is the title of a report.
TITLE = re.compile(
    r"(?!.*[作做](?:政府)?工作报告)[《<]?.{0,40}"
    r"(?:工作报告|工作总结|工作情况(?:的)?(?:报告|汇报)|年终答卷.{0,6}|(?P<both>工作总结[和与及暨].{0,12}"
    r"(?:思路|计划|安排|打算|要点|部署)(?:的报告)?))[》>]?"
)
_PROSE = re.compile("[。；，！;,!]|^(?:各位|同志们|朋友们)")
_FIGURE = re.compile(r"\||\d(?:\.\d+)?[%％亿万元]|^[\d. ]+$")  # a table of figures is no list of links
_LINKS_FEWEST, _LINK_LONGEST = 8, 40  # lines that make a list of links, characters of each
_HEAD, _TAIL = 40, 0.8  # lines in which labels are metadata; share of the text after which a licence is a footer


def find_comments(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield edits that take out comments of a page's source; one that is not closed stays."""
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start)
        if end < 0:
            return
        yield start, end + 3, ""
        start = text.find("<!--", end)


def find_furniture(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield edits that take out lines which are no part of the report."""
    footer = next((m.start() for m in _LICENCE.finditer(text, int(_TAIL * len(text)))), len(text))
    for number, (start, end) in enumerate(_lines(text[:footer])):
        if _is_furniture(text, start, end, number):
            yield start, min(end + 1, footer), ""
    if footer < len(text):
        yield footer, len(text), ""


def labelled(text: str) -> dict[str, str]:
    """Return the fields that a metadata table or list at the head of the text fills."""
    fields: dict[str, str] = {}
    for whole in text.split("\n", _HEAD)[:_HEAD]:
        line = whole.strip().strip("|")
        if "|" in line:
            cells = [cell.strip() for cell in line.split("|")]
            found = list(zip(cells[::2], cells[1::2], strict=False))
        else:
            label, mark, value = line.replace(":", "：", 1).partition("：")
            found = [(label.strip(), value.strip())] if mark else []
        for label, value in found:
            field = LABELS.get(label.rstrip("：: "), "")
            if field and value:
                fields.setdefault(field, value)
    return fields


def _lines(text: str) -> list[tuple[int, int]]:
    """Return where each line begins and ends; there is none after a last break."""
    lines = text.split("\n")
    starts = accumulate(map(len, lines), lambda start, length: start + length + 1, initial=0)
    return [(start, start + len(line)) for start, line in zip(starts, lines, strict=False) if start < len(text)]


def _written_lines(text: str) -> list[tuple[int, int]]:
    """Return the lines that are more than blanks."""
    return [(start, end) for start, end in _lines(text) if start < end and not text[start:end].isspace()]


def _is_furniture(text: str, start: int, end: int, number: int) -> bool:
    if start == end or (number >= _HEAD and end - start > 200) or text[start:end].isspace():
        return False
    if number < _HEAD and (_TABLE_ROW.match(text, start, end) or _LABEL_LINE.match(text, start, end)):
        return True
    return end - start <= 200 and _FURNITURE.fullmatch(text, start, end) is not None


def find_link_lists(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield edits that take out the menus of a site: many short lines without a mark above the title or at the end."""
    lines = _written_lines(text)
    head = _count_links(text, lines)
    titles = [k for k in range(min(head, len(lines))) if TITLE.fullmatch(text[slice(*lines[k])].strip())]
    if head >= _LINKS_FEWEST and titles and titles[-1] > 0:
        yield 0, lines[titles[-1]][0], ""
    tail = _count_links(text, lines[:head:-1])
    figures = sum(_FIGURE.search(text, a, b) is not None for a, b in lines[len(lines) - tail :])
    if tail >= _LINKS_FEWEST and figures < 0.3 * tail:
        yield lines[-tail][0], len(text), ""


def _count_links(text: str, lines: list[tuple[int, int]]) -> int:
    """Return how many of the first lines are short and without a mark; bars between links do not count."""
    for k, (start, end) in enumerate(lines):
        line = text[start:end].strip(" 　|>")
        if len(line) > _LINK_LONGEST or _PROSE.search(line):
            return k
    return len(lines)


def find_repeats(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield edits that take out the second and later copies of a passage which the page shows more than once.

    A copy is a run of lines that stand in the same order earlier in the text, blank lines aside, with 200
    characters or more: a refrain of one sentence stays.
    """
    lines = _written_lines(text)
    keys = [text[start:end].strip() for start, end in lines]
    first: dict[str, int] = {}
    k = 0
    while k < len(keys):
        origin = first.setdefault(keys[k], k)
        n = 0
        if origin < k and len(keys[k]) >= 10:
            while k + n < len(keys) and origin + n < k and keys[origin + n] == keys[k + n]:
                n += 1
        if sum(map(len, keys[k : k + n])) >= 200:
            stop = lines[k + n][0] if k + n < len(keys) else len(text)
            yield lines[k][0], stop, ""
            k += n
        else:
            k += 1
