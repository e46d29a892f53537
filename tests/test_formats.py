import importlib
import io
import sys
import time
import zipfile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import reportnlp as rn
from conftest import needs, no_file_larger_than
from documents import REPORT, archive, pdf, with_part, word
from reportnlp.reading.formats import archive as archives
from reportnlp.reading.formats import docx as docx_format


def read(folder, name: str, content: bytes | str) -> rn.Report:
    return rn.read_report(folder(**{name.replace(".", "__"): content}) / name)


@needs("docx")
class TestWord:
    def test_automatic_numbers_and_tables(self, folder):
        paragraphs = [
            ("2023年工作回顾", 1),
            ("产业", 2),
            ("强链。", 3),
            ("补链。", 3),
            ("民生", 2),
            ("2024年工作安排", 1),
            ("抓项目。", 0),
        ]
        data = word(paragraphs, [["指标", "增长"], ["地区生产总值", "6.1%"]])
        lines = read(folder, "a.docx", data).raw.splitlines()
        assert lines == [
            "一、2023年工作回顾", "（一）产业", "1.强链。", "2.补链。", "（二）民生", "二、2024年工作安排", "抓项目。",
            "指标 | 增长", "地区生产总值 | 6.1%",
        ]  # fmt: skip

    def test_what_does_not_show_or_stands_twice_is_read_once(self, folder):
        def run(text: str, properties: str = "") -> str:
            return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"

        box = f"<w:txbxContent><w:p>{run('框里的话。')}</w:p></w:txbxContent>"
        drawing = (
            f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        )
        shown = '<w:vanish w:val="0"/>'
        ruby = f"<w:r><w:ruby><w:rt>{run('wàng')}</w:rt><w:rubyBase>{run('望')}</w:rubyBase></w:ruby></w:r>"
        cell = f"<w:tc><w:p>{run('甲')}</w:p></w:tc>"
        inner = f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>"
        body = [
            f"<w:p>{run('稳中有')}<w:del><w:r><w:delText>退</w:delText></w:r></w:del><w:ins>{run('进。')}</w:ins></w:p>",
            f"<w:p>{run('前')}<w:moveFrom>{run('移')}</w:moveFrom>{run('后')}<w:moveTo>{run('移')}</w:moveTo></w:p>",
            f"<w:p>{run('框前')}<w:r><mc:AlternateContent>{drawing}</mc:AlternateContent></w:r>{run('框后。')}</w:p>",
            f"<w:p>{run('藏', '<w:vanish/>')}{run('见', shown)}{ruby}{run('海。')}</w:p>",
            f"<w:tbl><w:tr><w:tc><w:p>{run('框中一段。')}</w:p><w:p>{run('框中二段。')}</w:p></w:tc></w:tr></w:tbl>",
            f"<w:tbl><w:tr>{cell}<w:tc>{inner}<w:p>{run('乙</w:t><w:br/><w:t>丙')}</w:p></w:tc></w:tr></w:tbl>",
        ]
        spaces = "http://schemas.openxmlformats.org"
        with zipfile.ZipFile(io.BytesIO(word([("稳", 0)]))) as document:
            xml = document.read("word/document.xml").decode()
        head = xml[: xml.index("<w:body>")].replace("mc:Ignorable=", "ignored=")
        if "xmlns:mc=" not in head:
            head = head.replace("<w:document ", f'<w:document xmlns:mc="{spaces}/markup-compatibility/2006" ')
        changed = with_part(
            word([("稳", 0)]), "word/document.xml", f"{head}<w:body>{''.join(body)}</w:body></w:document>"
        )
        assert read(folder, "a.docx", changed).raw.splitlines() == [
            "稳中有进。", "前后移", "框前框后。", "框里的话。", "见望海。", "框中一段。", "框中二段。", "甲 | 甲 | 甲 乙 丙",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("value", "form", "shown"),
        [(1, "chineseCounting", "一"), (10, "chineseCountingThousand", "十"), (21, "japaneseCounting", "二十一"),
         (3, "lowerLetter", "c"), (3, "upperLetter", "C"), (3, "decimalEnclosedCircle", "③"), (3, "bullet", ""),
         (3, "lowerRoman", "3")],
    )  # fmt: skip
    def test_numerals(self, value: int, form: str, shown: str):
        assert docx_format.numeral(value, form) == shown

    def test_styles_that_build_on_each_other_in_a_circle(self, folder):
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        document = docx_format.needs("docx", "docx").Document()
        document.add_paragraph("稳中求进。", style="List Bullet")
        for name, base in (("List Bullet", "ListNumber"), ("List Number", "ListBullet")):
            style = document.styles[name].element
            for element in [*style.findall(qn("w:basedOn")), *style.findall(qn("w:pPr"))]:
                style.remove(element)
            element = OxmlElement("w:basedOn")
            element.set(qn("w:val"), base)
            style.append(element)
        stream = io.BytesIO()
        document.save(stream)
        assert read(folder, "a.docx", stream.getvalue()).text == "稳中求进。\n"

    @pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"no zip", None])
    def test_damaged(self, folder, data: bytes | None):
        with pytest.raises(rn.ReadError, match=r"a\.docx: is damaged or no Word document"):
            read(folder, "a.docx", data or word([("文", 0)])[:-200])

    def test_without_text(self, folder):
        with pytest.raises(rn.ReadError, match="is a document without text"):
            read(folder, "a.docx", word([(" ", 0)]))

    def test_a_bomb(self, folder):
        bomb = archive(**{"word/document.xml": b"0" * (201 * 2**20)})
        with pytest.raises(rn.ReadError, match="unpacks to more than 200 MB"):
            read(folder, "a.docx", bomb)


@needs("html")
class TestPages:
    def test_blocks_tables_and_what_is_hidden(self, folder):
        page = (
            "<html><head><title>不读</title><meta name='PubDate' content='2024-01-12'></head><body>"
            "<script>不读</script><p>第一<b>段</b>，\n续<del>写</del>行\nGDP</p><div>第二段<br>换行</div>"
            "<table><tr><td>指标</td><td>值</td></tr></table><style>不读</style></body></html>"
        )
        report = read(folder, "a.html", page)
        assert [line for line in report.raw.splitlines() if line] == [
            "第一段，续行 GDP",
            "第二段",
            "换行",
            "指标 | 值 |",
        ]
        assert report.date == "2024-01-12"

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
    def test_any_encoding_whatever_the_label(self, folder, encoding: str):
        page = f"<html><head><meta charset='iso-8859-1'></head><body><p>{REPORT}</p></body></html>"
        assert "全镇经济稳中有进" in read(folder, "a.htm", page.encode(encoding)).text

    def test_deep_nesting(self, folder):
        assert read(folder, "a.html", "<div>" * 20_000 + "深处的文字").text.strip() == "深处的文字"

    def test_a_gap_of_many_pieces_takes_linear_work(self, folder):
        start = time.process_time()
        assert "惠民生" in read(folder, "a.html", f"<p>稳增长{'<b> </b>' * 150_000}甲</p><p>惠民生。</p>").text
        assert time.process_time() - start < 5

    def test_markup_as_text_stays_text(self, folder):
        assert (
            "<script>alert(1)</script>稳" in read(folder, "a.html", "<p>&lt;script&gt;alert(1)&lt;/script&gt;稳").text
        )

    def test_without_text(self, folder):
        with pytest.raises(rn.ReadError, match="is a page without text"):
            read(folder, "a.html", "<html><script>政府工作报告</script></html>")


@needs("pdf")
class TestPdf:
    def test_page_edges_and_wrapped_lines(self, folder):
        # Lines of 20 characters; the sentence runs over the page, whose head and number must not part it.
        body = "我们坚持稳中求进工作总基调推动高质量发展取得新成效人民生活水平持续提高社会大局保持稳定" * 9 + "。"
        lines = [body[k : k + 20] for k in range(0, len(body), 20)]
        pages = [["望海镇政府工作报告汇编", *lines[k : k + 8], f"— {k // 8 + 1} —"] for k in range(0, len(lines), 8)]
        report = read(folder, "a.pdf", pdf(pages))
        assert report.text.strip() == body
        assert {"page edges", "broken paragraphs"} <= set(report.changes["step"])

    def test_hyphens_between_years(self, folder):
        assert "2014-2020年" in read(folder, "a.pdf", pdf([["规划纲要（2014\xad2020年）稳步实施。"]])).text

    def test_a_scan(self, folder):
        with pytest.raises(rn.ReadError, match="has no text layer on its 2 pages, it is a scan"):
            read(folder, "a.pdf", pdf([[], []]))

    def test_a_text_layer_of_garbage(self, folder):
        with pytest.raises(rn.ReadError, match="text layer that is no Chinese, its fonts hide the characters"):
            read(folder, "a.pdf", pdf([["鑫鬱驫麤龘籲灪爨癵麣鸞纞虋讟钃鱻" * 3]]))

    @pytest.mark.parametrize("data", [b"%PDF-1.4 broken", pdf([["文"]])[:60], b"<html>"])
    def test_damaged(self, folder, data: bytes):
        with pytest.raises(rn.ReadError, match="is damaged or no PDF"):
            read(folder, "a.pdf", data)

    def test_locked(self, folder):
        # The standard security handler with a user password: an /Encrypt entry whose check no empty password meets.
        locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (%s) /U (%s) >> /ID [(a) (a)]" % (
            b"o" * 32,
            b"u" * 32,
        )
        data = pdf([["文"]]).replace(b"trailer << ", b"trailer << " + locked + b" ")
        with pytest.raises(rn.ReadError, match="is locked with a password"):
            read(folder, "a.pdf", data)


class TestTables:
    ROWS = pd.DataFrame(
        {
            "正文": [REPORT, REPORT.replace("望海", "听涛")],
            "年份": [2023, 2024],
            "省份": ["", "听涛镇"],
            "主题": ["a", "b"],
        }
    )

    @pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
    def test_a_report_a_row(self, folder, suffix: str):
        stream = io.BytesIO()
        if suffix in ("csv", "tsv"):
            self.ROWS.to_csv(stream, index=False, sep="," if suffix == "csv" else "\t", encoding="utf-8-sig")
        elif suffix == "jsonl":
            self.ROWS.to_json(stream, orient="records", lines=True, force_ascii=False)
        elif suffix == "parquet":
            self.ROWS.to_parquet(stream)
        else:
            self.ROWS.to_excel(stream, index=False)
        corpus = rn.read_corpus(folder(**{f"a__{suffix}": stream.getvalue()}))
        assert {report.place for report in corpus} == {"望海镇", "听涛镇"}
        assert {report.year for report in corpus} == {2023, 2024}
        assert {report.meta for report in corpus} == {(("主题", "a"),), (("主题", "b"),)}
        assert {report.file for report in corpus} == {f"a.{suffix} row 2", f"a.{suffix} row 3"}

    def test_json_of_escapes(self, folder):
        lines = self.ROWS.to_json(orient="records", lines=True, force_ascii=True)
        assert lines.isascii()
        assert [report.year for report in rn.read_corpus(folder(a__jsonl=lines))] == [2024, 2023]

    @needs("html")
    def test_a_page_of_escapes(self, folder):
        page = "".join(f"<p>{''.join(f'&#{ord(letter)};' for letter in line)}</p>" for line in REPORT.splitlines())
        assert page.isascii()
        assert read(folder, "a.html", f"<html><body>{page}</body></html>").place == "望海镇"

    def test_without_a_column_of_texts(self, folder):
        with pytest.raises(
            rn.ReadError, match="has no column of texts among '标题', '年'; name it one of text, content"
        ):
            read(folder, "a.csv", "标题,年\n报告,2023\n")

    def test_bad_rows_are_named_and_the_rest_goes_on(self, folder):
        table = f"text,year\n{'稳中求进。'},20x3\n,2023\n惠民生。,2024\n"
        with pytest.warns(rn.ReadWarning) as caught:
            corpus = rn.read_corpus(folder(a__csv=table))
        assert [report.text for report in corpus] == ["惠民生。"]
        assert "a.csv row 2: a.csv row 2: '20x3' is no year" in str(caught[0].message)
        assert "a.csv row 3: is empty" in str(caught[0].message)

    @pytest.mark.parametrize(
        ("name", "data", "reason"),
        [
            ("a.jsonl", '{"text": "稳"}\n{"text": \n', "is no JSON in line 2"),
            ("a.jsonl", '["稳"]\n', "has no JSON object in line 1"),
            ("a.parquet", b"PAR1 broken", r"is damaged or no \.parquet file"),
            ("a.xlsx", b"PK broken", r"is damaged or no \.xlsx file"),
            ("a.csv", 'text\n"稳', r"稳|is damaged or no \.csv file"),
        ],
    )
    def test_damaged(self, folder, name: str, data: bytes | str, reason: str):
        try:
            assert read(folder, name, data).text == "稳"  # a quote that is not closed is closed at the end
        except rn.ReadError as error:
            assert __import__("re").search(reason, str(error))

    def test_a_column_of_texts_that_are_no_utf_8(self, folder):
        stream = io.BytesIO()
        texts = pa.array(["稳中求进".encode("gb18030")]).view(pa.string())
        pq.write_table(pa.table({"text": texts}), stream)
        with pytest.raises(rn.ReadError, match=r"a\.parquet: is damaged or no \.parquet file"):
            read(folder, "a.parquet", stream.getvalue())

    def test_several_reports_are_no_single_one(self, folder):
        with pytest.raises(rn.ReadError, match="holds 2 reports; use read_corpus"):
            read(folder, "a.jsonl", '{"text": "稳"}\n{"text": "进"}\n')


class TestArchives:
    @needs("html")
    def test_members_in_order_and_bad_ones_named(self, folder):
        data = archive(b__txt=REPORT, a__html="<p>惠民生。</p>", c__txt="", d__jpg=b"\xff", **{"__MACOSX/e.txt": "乱"})
        with pytest.warns(rn.ReadWarning, match=r"x\.zip c\.txt: is empty") as caught:
            corpus = rn.read_corpus(folder(x__zip=data))
        assert sorted(report.file for report in corpus) == ["x.zip a.html", "x.zip b.txt"]
        assert len(caught) == 1

    def test_documents_that_cannot_be_read_are_named(self, folder):
        data = archive(a__txt=REPORT, b__doc=b"\xd0\xcf\x11\xe0", c__jpg=b"\xff", **{"__MACOSX/d.doc": b""})
        with pytest.warns(
            rn.ReadWarning, match=r"x\.zip b\.doc: is not of a format .*; open it in Word or WPS"
        ) as caught:
            assert len(rn.read_corpus(folder(x__zip=data))) == 1
        assert str(caught[0].message).count("\n") == 1
        with pytest.raises(rn.ReadError, match=r"x\.zip b\.doc: is not of a format"):
            rn.read_corpus(folder(x__zip=archive(b__doc=b"\xd0\xcf\x11\xe0")))

    def test_names_of_members_are_read_as_their_system_wrote_them(self, folder):
        data = archive(**{"望海-2023__txt": REPORT, "abcd__txt": "惠民生。"})
        gbk = "听涛".encode("gbk")  # as archives made in China have them: no mark, and none of Unicode
        path = folder(x__zip=data.replace(b"abcd.txt", gbk + b".txt"))
        assert sorted(report.file for report in rn.read_corpus(path)) == ["x.zip 听涛.txt", "x.zip 望海-2023.txt"]

    def test_path_tricks_write_nothing(self, folder, tmp_path):
        data = archive(**{"../../evil.txt": REPORT, "/abs/evil.txt": "惠民生。"})
        path = folder(x__zip=data)
        with no_file_larger_than(0):  # nothing is unpacked, wherever that might be
            assert len(rn.read_corpus(path)) == 2
        assert not list(tmp_path.rglob("evil*"))

    def test_bombs(self, folder):
        with pytest.raises(rn.ReadError, match="unpacks to too much for its size"):
            rn.read_corpus(folder(x__zip=archive(a__txt=b"0" * 50_000_000)))

    def test_an_archive_that_is_plain_but_too_large(self, folder, monkeypatch):
        monkeypatch.setattr(archives, "_LARGEST", 1000)
        with pytest.raises(rn.ReadError, match="unpacks to too much for its size"):
            rn.read_corpus(folder(x__zip=archive(a__txt=REPORT * 9, b__txt=REPORT * 8)))

    def test_too_many_members(self, folder):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as file:
            for k in range(10_001):
                file.writestr(f"{k}.txt", "")
        with pytest.raises(rn.ReadError, match="has more than 10000 members"):
            rn.read_corpus(folder(x__zip=stream.getvalue()))

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"PK broken", "is damaged or no zip archive"),
            (archive(a__jpg=b""), "has no member of a format that can be"),
        ],
    )
    def test_unusable(self, folder, data: bytes, reason: str):
        with pytest.raises(rn.ReadError, match=reason):
            rn.read_corpus(folder(x__zip=data))

    def test_a_damaged_member(self, folder):
        data = bytearray(archive(a__txt=REPORT * 50, b__txt="惠民生。"))
        data[60] ^= 0xFF  # in the compressed bytes of the first member
        with pytest.warns(rn.ReadWarning, match=r"x\.zip a\.txt: is locked or damaged in the archive"):
            assert len(rn.read_corpus(folder(x__zip=bytes(data)))) == 1

    @pytest.mark.parametrize("packed", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_a_member_damaged_in_any_place_however_it_is_packed(self, folder, packed: int):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as file:
            file.writestr("a.txt", REPORT, packed)
            file.writestr("b.txt", "惠民生。")
        whole = stream.getvalue()
        # Behind header and name; two bytes there can say which program packed it, and count for nothing.
        first = 30 + len("a.txt")
        for at in (first + 2, first + 4, first + 9, first + 20, first + 100):
            path = folder(x__zip=whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
            with pytest.warns(rn.ReadWarning, match=r"x\.zip a\.txt: is locked or damaged in the archive \("):
                assert [report.text.strip() for report in rn.read_corpus(path)] == ["惠民生。"]

    @pytest.mark.parametrize(("place", "said"), [((6, 8), "password required"), ((8, 10), "method is not supported")])
    def test_a_member_that_is_locked_or_packed_in_another_way(self, folder, place: tuple[int, int], said: str):
        data = bytearray(archive(a__txt=REPORT, b__txt="惠民生。"))
        for start, at in zip((data.index(b"PK\3\4"), data.index(b"PK\1\2")), place, strict=True):
            data[start + at] = 1 if "password" in said else 97  # of the header of the member and of the table of all
        with pytest.warns(rn.ReadWarning, match=rf"x\.zip a\.txt: is locked or damaged in the archive \(.*{said}"):
            assert len(rn.read_corpus(folder(x__zip=bytes(data)))) == 1


@needs("docx", "html", "pdf")
@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [("a.docx", "docx", "docx"), ("a.html", "selectolax.lexbor", "html"), ("a.pdf", "pypdfium2", "pdf")],
)
def test_a_missing_extra_names_its_install_line(folder, monkeypatch, name: str, module: str, extra: str):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(rn.ReadError, match=rf"pip install 'reportnlp\[{extra}\]'"):
        read(folder, name, b"x")
    monkeypatch.undo()
    importlib.import_module(module)
