"""Small files of every format, made for tests."""

import io
import zipfile
from typing import Any

REPORT = """望海镇2023年工作报告
一、2023年工作回顾
全镇经济稳中有进，地区生产总值增长6.1%。
二、存在的问题
产业不强。
三、2024年工作安排
抓项目，促发展。
"""


def pdf(pages: list[list[str]]) -> bytes:
    """Return a PDF with a text layer: a line of text a string, a page a list."""
    objects = [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /S /Encoding /UniGB-UCS2-H /DescendantFonts [2 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /S /DW 1000 /FontDescriptor 3 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /S /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        b"",
    ]
    kids = []
    for lines in pages:
        shown = b" ".join(b"<%s> Tj T*" % line.encode("utf-16-be").hex().encode() for line in lines)
        content = b"BT /F1 12 Tf 72 770 Td 18 TL %s ET" % shown
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 4 0 R /MediaBox [0 0 2000 842] /Resources << /Font << /F1 1 0 R >> >>"
            b" /Contents %d 0 R >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[3] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    objects.append(b"<< /Type /Catalog /Pages 4 0 R >>")
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(objects), len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, trailer)


def word(paragraphs: list[tuple[str, int]], table: list[list[str]] | None = None) -> bytes:
    """Return a Word document: each paragraph with the depth of its automatic number, 0 for none."""
    import docx

    document = docx.Document()
    _define(document, [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")])
    for text, depth in paragraphs:
        paragraph = document.add_paragraph(text)
        if depth:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_numId().val = 77
            properties.get_or_add_ilvl().val = depth - 1
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _define(document: Any, levels: list[tuple[str, str]]) -> None:
    """Add a numbering of its own, with the number 77."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth, (form, shown) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for name, value in (("start", "1"), ("numFmt", form), ("lvlText", shown)):
            element = OxmlElement(f"w:{name}")
            element.set(qn("w:val"), value)
            level.append(element)
        abstract.append(level)
    numbering = document.part.numbering_part.element
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    number.append(link)
    numbering.append(number)


def archive(**members: bytes | str) -> bytes:
    """Return a zip archive; a double underscore in a name is a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def with_part(data: bytes, name: str, content: str) -> bytes:
    """Return a zip archive with one member replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return out.getvalue()
