"""Make corpus/messy from corpus/sample: reports as people get them, each with its clean text to measure reading by.

    python scripts/messy.py                renew corpus/messy
    python scripts/messy.py -o OTHER       write the same files elsewhere

The same texts give the same bytes: no clock goes in.
"""

import argparse
import csv
import html
import io
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLE, TARGET = ROOT / "corpus" / "sample", ROOT / "corpus" / "messy"

MENU = ["首页", "走进澜浦", "政务公开", "政务服务", "政民互动", "数据开放", "专题专栏", "无障碍阅读"]
PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="{charset}">
<title>{title}_澜浦市人民政府</title>
<style>.nav li {{ display: inline }} .info td {{ border: 1px solid #ccc }}</style>
<script>
function doZoom(size) {{ document.getElementById('zoom').style.fontSize = size + 'px'; }}
</script>
</head>
<body>
<!-- 头部 -->
<div class="nav"><ul>
{menu}
</ul></div>
<div class="crumbs">您当前的位置：<a href="#">首页</a> &gt; <a href="#">政务公开</a> &gt; <a href="#">工作报告</a></div>
<table class="info">
<tr><td>索引号</td><td>{index}</td><td>发布机构</td><td>{issuer}</td></tr>
<tr><td>发文时间</td><td>{date}</td><td>文号</td><td>&nbsp;</td></tr>
<tr><td>主题分类</td><td>工作报告</td><td>公开方式</td><td>主动公开</td></tr>
</table>
<h1>{title}</h1>
<div class="tools">发布时间：{date} 10:30&nbsp;&nbsp;来源：{issuer}&nbsp;&nbsp;\
浏览次数：<span id="hits">{hits}</span></div>
<div class="tools">字体：【 <a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(16)">中</a> \
<a href="javascript:doZoom(14)">小</a> 】</div>
<div id="zoom">
{body}
</div>
<div class="tools"><a href="#">【打印】</a> <a href="#">【关闭】</a></div>
<div class="pages">上一篇：没有了<br>下一篇：没有了</div>
<div class="foot">主办：澜浦市人民政府办公室　网站标识码：0000000000<br>版权所有：澜浦市人民政府</div>
</body>
</html>
"""
LINE = 36  # characters of a line of the PDF
LINES = 38  # lines of a page of it
COLUMN = 380  # characters of a newspaper's column
# No line begins with one of these.
CLOSING = "，。、；：！？”’）》%"


def web_page(encoding: str) -> Callable[[str, dict[str, str]], bytes]:
    """Return what turns a report into a page as a browser saves it: menus, a table of metadata, buttons."""

    def make(text: str, row: dict[str, str]) -> bytes:
        title, *rest = [line for line in text.split("\n") if line]
        page = PAGE.format(
            charset="gb2312" if encoding == "gb18030" else encoding,
            title=title,
            menu="\n".join(f'<li><a href="#">{name}</a></li>' for name in MENU),
            index=f"LP{row['year']}/{len(text)}",
            issuer=row["place"] + ("人民政府" if row["place"].endswith("镇") else "办事处"),
            date=f"{int(row['year']) + 1}-01-20",
            hits=len(text),
            body="\n".join(f"<p>&nbsp;&nbsp;&nbsp;&nbsp;{html.escape(line, quote=False)}</p>" for line in rest),
        )
        return page.encode(encoding)

    return make


def gbk(text: str, row: dict[str, str]) -> bytes:
    """Return the text in GBK as an old editor saves it: indented, with the line ends of Windows."""
    lines = (f"　　{line}" if line else "" for line in text.rstrip("\n").split("\n"))
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")


def gbk_half_width(text: str, row: dict[str, str]) -> bytes:
    """Return the same with the marks of an English keyboard."""
    return gbk(text.translate(str.maketrans("，；：！？（）", ",;:!?()")), row)


def newspaper(text: str, row: dict[str, str]) -> bytes:
    """Return the text as a newspaper prints it: a byline, columns that end within sentences, a turn to another page."""
    title, *rest = [line for line in text.split("\n") if line]
    lines = [title, "记者 某某 通讯员 某某 文/摄", ""]
    room = COLUMN
    turned = False
    for paragraph in rest:
        pieces, left = [], paragraph
        while len(left) > room + 20:
            cut = _within_a_sentence(left, room)
            pieces.append(left[:cut])
            left, room = left[cut:], COLUMN
        pieces.append(left)
        if len(pieces) > 1 and not turned:
            pieces[1] = f"（下转第3版）\n（上接第1版）\n{pieces[1]}"
            turned = True
        lines += ["\n\n".join(pieces), ""]
        room = room - len(left) if room > len(left) + 40 else COLUMN
    lines += ["（责任编辑：某某）", "来源：澜浦日报"]
    return ("\n".join(lines) + "\n").encode()


def _within_a_sentence(line: str, near: int) -> int:
    """Return a place at or after `near` between two Han characters."""
    return next(k for k in range(near, len(line)) if re.fullmatch("[一-鿿]{2}", line[k - 1 : k + 1]))


def word(text: str, row: dict[str, str]) -> bytes:
    """Return a Word document in which 一、, （一） and 1. are numbers that Word counts."""
    levels = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    defined = "".join(
        f'<w:lvl w:ilvl="{k}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{shown}"/></w:lvl>'
        for k, (form, shown) in enumerate(levels)
    )
    paragraphs = "".join(_word_paragraph(line) for line in text.rstrip("\n").split("\n"))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    package = "http://schemas.openxmlformats.org/package/2006"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{office}.document.main+xml"/>'
        f'<Override PartName="/word/numbering.xml" ContentType="{office}.numbering+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relation}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relation}/numbering" Target="numbering.xml"/></Relationships>',
        "word/numbering.xml": f'<w:numbering {space}><w:abstractNum w:abstractNumId="1">{defined}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
        "word/document.xml": f"<w:document {space}><w:body>{paragraphs}<w:sectPr/></w:body></w:document>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name)  # of 1980: the clock does not belong in a file
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, head + content)
    return stream.getvalue()


def _word_paragraph(line: str) -> str:
    styles = ("[一二三四五六七八九十]、", "（[一二三四五六七八九十]）", r"\d\.(?!\d)")
    found = ((k, match.end()) for k, style in enumerate(styles) if (match := re.match(style, line)))
    level, start = next(found, (None, 0))
    number = "" if level is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    written = f'<w:r><w:t xml:space="preserve">{html.escape(line[start:], quote=False)}</w:t></w:r>' if line else ""
    return f"<w:p><w:pPr>{number}</w:pPr>{written}</w:p>"


def pdf(text: str, row: dict[str, str]) -> bytes:
    """Return a PDF with a text layer: full lines, a running head, numbers of pages."""
    lines = [piece for line in text.rstrip("\n").split("\n") if line for piece in _wrapped(line)]
    objects = [
        "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [2 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun /DW 1000 /FontDescriptor 3 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        "<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -140 1000 860] /ItalicAngle 0"
        " /Ascent 860 /Descent -140 /CapHeight 700 /StemV 80 >>",
        "",
    ]
    pages = [lines[k : k + LINES] for k in range(0, len(lines), LINES)]
    kids = []
    for number, page in enumerate(pages, 1):
        shown = [("澜浦市工作报告汇编", 0), *((line, 0) for line in page), (f"— {number} —", 200)]
        drawn = " ".join(f"{x} 0 Td <{line.encode('utf-16-be').hex()}> Tj {-x} -18 Td" for line, x in shown)
        content = f"BT /F1 12 Tf 80 780 Td {drawn} ET"
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 4 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 1 0 R >> >>"
            f" /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[3] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    objects.append("<< /Type /Catalog /Pages 4 0 R >>")
    data, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root {len(objects)} 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return f"{data}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")


def _wrapped(line: str) -> list[str]:
    """Return the lines of a paragraph; a mark that would begin one hangs at the end of the line before."""
    line = f"　　{line}"
    pieces = []
    while line:
        cut = LINE
        while cut < len(line) and line[cut] in CLOSING:
            cut += 1
        pieces.append(line[:cut])
        line = line[cut:]
    return pieces


Maker = Callable[[str, dict[str, str]], bytes]
#: For each form: what makes it, the suffix, and the reports.
FORMS: dict[str, tuple[Maker, str, tuple[str, ...]]] = {
    "web page": (web_page("utf-8"), ".html", ("wangchao-2021", "lugang-2024")),
    "web page in GB 2312": (web_page("gb18030"), ".html", ("qiyun-2022", "yanfan-2023")),
    "Word": (word, ".docx", ("litang-2021", "huaibu-2022")),
    "PDF": (pdf, ".pdf", ("qiyun-2024",)),
    "GBK": (gbk, ".txt", ("yanfan-2024",)),
    "GBK, half-width marks": (gbk_half_width, ".txt", ("wangchao-2023",)),
    "newspaper": (newspaper, ".txt", ("litang-2023", "huaibu-2024")),
}


def main(arguments: list[str]) -> None:
    """Parse the command line and write the files with their manifest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, default=TARGET, help="where to write (corpus/messy)")
    output = parser.parse_args(arguments).output
    output.mkdir(parents=True, exist_ok=True)
    with (SAMPLE / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["file"]: row for row in csv.DictReader(stream)}
    lines = ["file,form,clean"]
    for form, (make, suffix, names) in FORMS.items():
        for name in names:
            clean = f"{name}.txt"
            text = (SAMPLE / clean).read_text(encoding="utf-8")
            (output / (name + suffix)).write_bytes(make(text, rows[clean]))
            lines.append(f'{name + suffix},"{form}",{clean}')
    (output / "manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
