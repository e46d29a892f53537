import os
import sys
import warnings

import pytest

import reportnlp as rn
from conftest import SAMPLE, needs
from documents import REPORT, pdf, word
from reportnlp.provenance import fingerprint


class TestBadFiles:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "is empty"),
            (b" \n\t\r\n", "is empty"),
            (b"\x7fELF\x02\x00\x00", "it has a zero byte at offset 5"),
            (b"\x89PNG\r\n\x1a\n\xff\xfe\xfd", "is not UTF-8 at byte 0, nor GB18030, nor Big5"),
            (b"Report on the work of the government", "has no Chinese character"),
            (b"2024 12.5% 3", "has no Chinese character"),
            ("【打印】\n【关闭】\n\u200b".encode(), "is empty"),  # nothing is left after cleaning
        ],
    )
    def test_each_is_named_with_its_reason(self, folder, content: bytes, reason: str):
        path = folder(good__txt=REPORT, bad__txt=content)
        with pytest.warns(rn.ReadWarning, match="1 of the files could not be read") as caught:
            corpus = rn.read_corpus(path)
        assert [failure.file for failure in corpus.failures] == ["bad.txt"]
        assert reason in corpus.failures[0].reason
        assert f"bad.txt: {corpus.failures[0].reason}" in str(caught[0].message)
        assert len(corpus) == 1
        with pytest.raises(rn.ReadError, match=r"bad\.txt: "):
            rn.read_report(path / "bad.txt")

    def test_a_gbk_file_among_them_is_read(self, folder):
        corpus = rn.read_corpus(folder(a__txt=REPORT, b__txt=REPORT.replace("望海", "听涛").encode("gb18030")))
        assert [report.place for report in corpus] == ["听涛镇", "望海镇"]

    @pytest.mark.parametrize(
        ("suffix", "remedy"),
        [
            ("mp3", r"use \.txt, \.md"),
            ("doc", r"open it in Word or WPS and save it as \.docx"),
            ("WPS", r"open it in Word or WPS and save it as \.docx"),
            ("xls", r"open it in Excel or WPS and save it as \.xlsx"),
            ("jpg", "it is a picture: run text recognition"),
            ("rar", r"unpack it, or make it a \.zip"),
        ],
    )
    def test_other_formats_are_named_with_the_remedy(self, folder, suffix: str, remedy: str):
        with pytest.warns(rn.ReadWarning, match=rf"b\.{suffix}: is not of a format that can be read; {remedy}"):
            assert len(rn.read_corpus(folder(a__txt=REPORT, **{f"b__{suffix}": b"\xff\xd8"}))) == 1

    @needs("docx", "html", "pdf")
    @pytest.mark.parametrize("suffix", ["txt", "html", "docx", "pdf", "xlsx", "csv"])
    def test_a_file_with_the_name_of_another_format_is_told(self, folder, suffix: str):
        kinds = {
            "docx": (word([("稳", 0)]), r"is a Word or Excel document or a zip archive; give its name the end \.docx"),
            "pdf": (pdf([["稳"]]), r"is a PDF; give its name the end \.pdf"),
            "doc": (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
                "is a document of old Word, Excel or WPS, or has a password; open",
            ),
        }
        for kind, (data, said) in kinds.items():
            if kind != suffix and (kind, suffix) != ("docx", "xlsx"):
                with pytest.raises(rn.ReadError, match=said):
                    rn.read_report(folder(**{f"a__{suffix}": data}) / f"a.{suffix}")

    def test_the_same_text_twice_is_read_once(self, folder):
        with pytest.warns(rn.ReadWarning, match=r"b\.txt: has the same text as a\.txt, which was read"):
            assert len(rn.read_corpus(folder(a__txt=REPORT, b__txt=REPORT.encode("gb18030")))) == 1

    def test_nothing_readable_is_an_error(self, folder, tmp_path):
        with pytest.raises(rn.ReadError, match=r"a\.txt: is empty"):
            rn.read_corpus(folder(a__txt=""))
        (tmp_path / "none").mkdir()
        with pytest.raises(rn.ReadError, match="holds no file of a format that can be read"):
            rn.read_corpus(tmp_path / "none")
        with pytest.raises(rn.ReadError, match="does not exist"):
            rn.read_corpus(tmp_path / "nowhere")
        (tmp_path / "folder.txt").mkdir()
        with pytest.raises(rn.ReadError, match="cannot be opened: Is a directory"):
            rn.read_report(tmp_path / "folder.txt")
        with pytest.raises(rn.ReadError, match="cannot be opened: No such file"):
            rn.read_report(tmp_path / "nowhere.txt")

    def test_a_file_that_may_not_be_read(self, folder, monkeypatch):
        path = folder(a__txt=REPORT, b__txt="惠民生。")
        read_bytes = type(path).read_bytes

        def refuse(file):
            if file.name == "b.txt":
                raise PermissionError(13, "Permission denied")
            return read_bytes(file)

        monkeypatch.setattr(type(path), "read_bytes", refuse)
        with pytest.warns(rn.ReadWarning, match=r"b\.txt: cannot be opened: Permission denied"):
            assert len(rn.read_corpus(path)) == 1

    def test_a_file_that_is_too_large(self, folder):
        path = folder(a__txt=REPORT, b__txt="")
        os.truncate(path / "b.txt", 200 * 2**20)
        with pytest.warns(rn.ReadWarning, match=r"b\.txt: is larger than 150 MB; split it into its reports"):
            assert len(rn.read_corpus(path)) == 1

    @pytest.mark.skipif(os.name == "nt", reason="these names and links are not allowed on Windows")
    def test_hostile_names_and_links(self, folder, tmp_path):
        path = folder(a__txt=REPORT)
        names = ["空 格.txt", "😀.txt", "..txt", "line\nbreak.txt", "-rf.txt", "<b>.txt", "=cmd.txt"]
        for k, name in enumerate(names):
            (path / name).write_text(f"第{k}份\n{REPORT}", encoding="utf-8")
        (path / "loop").symlink_to(path, target_is_directory=True)
        (path / "dangling.txt").symlink_to(tmp_path / "nowhere")
        (path / ".hidden.txt").write_text("藏", encoding="utf-8")
        corpus = rn.read_corpus(path)
        # "..txt" begins with a dot, so it is hidden like the other.
        assert {report.file for report in corpus} == {"a.txt", *names} - {"..txt"}

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
    @pytest.mark.parametrize(
        ("name", "shown"), [("望海镇.txt".encode("gbk"), "望海镇.txt"), (b"\xff\x20.txt", "? .txt")]
    )
    def test_a_name_that_is_no_utf_8_is_shown(self, folder, name: bytes, shown: str):
        path = folder(a__txt=REPORT)
        (path / os.fsdecode(name)).write_text(f"又一份\n{REPORT}", encoding="utf-8")
        (path / os.fsdecode(b"\xfe" + name)).touch()
        with pytest.warns(rn.ReadWarning, match=r"\.txt: is empty"):
            corpus = rn.read_corpus(path)
        assert shown in set(corpus.files["file"])

    @pytest.mark.parametrize("text", ["甲", "甲\n", "ABC 甲 123", "\ufeff甲"])
    def test_hardly_anything_is_a_report(self, folder, text: str):
        assert "甲" in rn.read_corpus(folder(a__txt=text))[0].text

    def test_readme_and_licence_are_no_reports(self, folder):
        assert len(rn.read_corpus(folder(a__txt=REPORT, README__txt="说明", LICENSE="许可"))) == 1


class TestIdentity:
    def test_names_and_order_of_files_do_not_matter(self, folder, tmp_path):
        one = folder(a__txt=REPORT, b__txt=REPORT.replace("望海", "听涛"), c__txt=REPORT.replace("2023", "2022"))
        other = tmp_path / "other" / "deeper"
        other.mkdir(parents=True)
        for k, file in enumerate(sorted(one.iterdir(), reverse=True)):
            (other / f"{k}.txt").write_bytes(file.read_bytes())
        first, second = rn.read_corpus(one), rn.read_corpus(tmp_path / "other")
        assert first.table.equals(second.table)
        assert first.provenance == second.provenance
        assert first.files["file"].tolist() != second.files["file"].tolist()

    @needs("docx")
    def test_the_number_of_processes_does_not_matter(self, folder):
        files = {f"f{k}__txt": f"第{k}份\n{REPORT}" for k in range(12)} | {
            "bad__txt": "",
            "w__docx": word([("惠民生。", 1)]),
        }
        path = folder(**files)
        with pytest.warns(rn.ReadWarning):
            one = rn.read_corpus(path, n_jobs=1)
        with pytest.warns(rn.ReadWarning):
            two = rn.read_corpus(path, n_jobs=2)
        assert one.reports == two.reports
        assert one.failures == two.failures
        assert [report.changes.to_dict() for report in one] == [report.changes.to_dict() for report in two]

    def test_namesakes_get_numbers_by_content(self, folder):
        corpus = rn.read_corpus(folder(x__txt=REPORT, y__txt=REPORT + "又及。", z__txt="无名，只有一句。"))
        numbered = ["望海镇-2023", "望海镇-2023-2"]
        assert sorted(report.id for report in corpus)[1:] == numbered
        unnamed = next(report for report in corpus if not report.place)
        assert unnamed.id == f"report-{unnamed.sha256[:8]}"

    def test_a_single_file_is_a_corpus(self):
        assert [report.id for report in rn.read_corpus(SAMPLE / "qiyun-2023.txt")] == ["栖云镇-2023"]

    def test_simplify(self, folder):
        path = folder(a__txt="望海鎮工作報告\n經濟穩中有進。")
        assert rn.read_corpus(path)[0].text == "望海鎮工作報告\n經濟穩中有進。"
        report = rn.read_corpus(path, simplify=True)[0]
        assert report.text == "望海镇工作报告\n经济稳中有进。"
        assert report.raw_span(8, 10).text == "經濟"

    def test_encoding(self, folder):
        path = folder(a__txt="稳中求进".encode("utf-16-be"))
        assert rn.read_report(path / "a.txt", encoding="utf-16-be").text == "稳中求进"


class TestManifest:
    def test_overrides_and_adds_columns(self, folder):
        manifest = "\ufefffile,place,year,region\r\na.txt,听涛街道,1999,东部\r\n"
        path = folder(a__txt=REPORT, b__txt="不在清单里。", manifest__csv=manifest)
        report = rn.read_corpus(path)[0]
        assert (report.id, report.place, report.level, report.year) == ("听涛街道-1999", "听涛街道", "town", 1999)
        assert report.title == "望海镇2023年工作报告"  # what the manifest leaves open is guessed
        assert report.meta == (("region", "东部"),)
        assert dict(report.guessed)["title"] == "first lines"
        assert not {"place", "year"} & dict(report.guessed).keys()
        assert len(rn.read_corpus(path)) == 1

    @pytest.mark.parametrize(
        ("rows", "failure"),
        [
            ("b.txt,,,\n", "b.txt: cannot be opened: No such file"),
            ("a.txt,,,20x4\n", "manifest.csv, row 2: '20x4' is no year of four digits"),
            ("a.txt,,street,2024\n", "manifest.csv, row 2: 'street' is no level; use one of national, provincial"),
        ],
    )
    def test_a_bad_row_is_named_and_the_rest_goes_on(self, folder, rows: str, failure: str):
        path = folder(a__txt=REPORT, c__txt=REPORT + "尾", manifest__csv=f"file,id,level,year\n{rows}c.txt,,,\n")
        with pytest.warns(rn.ReadWarning) as caught:
            assert len(rn.read_corpus(path)) == 1
        assert failure in str(caught[0].message)

    @pytest.mark.parametrize(
        ("manifest", "message"),
        [
            ("name\na.txt\n", "has no column 'file'"),
            ("file\na.txt\na.txt\n", "row 3 names 'a.txt' again"),
            ("file,place\na.txt,望海\n".encode("gb18030"), "is not UTF-8 at byte 17"),
        ],
    )
    def test_an_unusable_manifest_is_an_error(self, folder, manifest: str | bytes, message: str):
        with pytest.raises(rn.ReadError, match=message):
            rn.read_corpus(folder(a__txt=REPORT, manifest__csv=manifest))

    def test_a_repeated_id_is_an_error(self, folder):
        path = folder(a__txt=REPORT, b__txt=REPORT + "尾", manifest__csv="file,id\na.txt,x\nb.txt,x\n")
        with pytest.raises(rn.ReadError, match=r"^b\.txt: has the id 'x' of a\.txt; give each report an id of its own"):
            rn.read_corpus(path)

    def test_a_repeated_id_in_a_table_is_said_with_both_rows(self, folder):
        path = folder(a__csv="id,text\nx,稳中求进。\ny,惠民生。\nx,促改革。\n")
        with pytest.raises(rn.ReadError, match=r"^a\.csv row 4: has the id 'x' of a\.csv row 2; give each report"):
            rn.read_corpus(path)


def test_reading_changes_no_warning_filter():
    before = list(warnings.filters)
    rn.read_corpus(SAMPLE)
    assert warnings.filters == before


def test_a_file_of_many_reports_is_hashed_once(folder, monkeypatch: pytest.MonkeyPatch):
    """Once a report would take as long as the square of the file's size."""
    module = sys.modules["reportnlp.reading.folder"]
    hashed: list[bytes | str] = []
    monkeypatch.setattr(module, "fingerprint", lambda data: hashed.append(data) or fingerprint(data))
    rows = "".join(f"稳增长，第{number}份报告。\n" for number in range(5))
    corpus = rn.read_corpus(folder(a__csv=f"text\n{rows}"))
    assert len(corpus) == 5
    assert {report.sha256 for report in corpus} == {fingerprint(f"text\n{rows}")}
    assert sum(isinstance(data, bytes) for data in hashed) == 1
