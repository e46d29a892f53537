import itertools
import os
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from conftest import SAMPLE, SHARED, needs_shared
from reportnlp.edits import replay
from reportnlp.reading.clean import clean
from reportnlp.reading.metadata import from_name, from_text, level_of
from reportnlp.reading.outline import outline

GOOD = """望海镇2023年工作报告
一、2023年工作回顾
全镇经济稳中有进。
二、存在的问题
产业不强。
三、2024年工作安排
抓项目。
"""


class TestBadFiles:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "is empty"),
            (b" \n\t\r\n", "is empty"),
            (b"\x7fELF\x02\x00\x00", "it has a zero byte at offset 5"),
            (b"\x89PNG\r\n\x1a\n\xff\xfe\xfd", "is not UTF-8 at byte 0; it is in another encoding or no text"),
            ("政府工作报告，各位代表：".encode("gb18030"), "it reads as GB18030 (GBK), so convert it: iconv"),
            ("政府工作报告".encode("utf-16"), "is UTF-16, so convert it"),
            (b"Report on the work of the government", "has no Chinese character"),
            (b"2024 12.5% 3", "has no Chinese character"),
        ],
    )
    def test_each_is_named_with_its_reason(self, folder, content: bytes, reason: str):
        path = folder(good__txt=GOOD, bad__txt=content)
        with pytest.warns(rn.ReadWarning, match="1 of the files could not be read") as caught:
            corpus = rn.read_corpus(path)
        assert [failure.file for failure in corpus.failures] == ["bad.txt"]
        assert reason in corpus.failures[0].reason
        assert f"bad.txt: {corpus.failures[0].reason}" in str(caught[0].message)
        assert len(corpus) == 1
        with pytest.raises(rn.ReadError, match=r"bad\.txt: "):
            rn.read_report(path / "bad.txt")

    def test_other_formats_are_named(self, folder):
        with pytest.warns(rn.ReadWarning, match=r"b\.jpg: is not of a format that can be read; use \.txt"):
            assert len(rn.read_corpus(folder(a__txt=GOOD, b__jpg=b"\xff\xd8"))) == 1

    def test_the_same_content_twice_is_read_once(self, folder):
        with pytest.warns(rn.ReadWarning, match=r"b\.txt: has the same content as a\.txt"):
            assert len(rn.read_corpus(folder(a__txt=GOOD, b__txt=GOOD))) == 1

    def test_nothing_readable_is_an_error(self, folder, tmp_path):
        with pytest.raises(rn.ReadError, match=r"a\.txt: is empty"):
            rn.read_corpus(folder(a__txt=""))
        (tmp_path / "none").mkdir()
        with pytest.raises(rn.ReadError, match="holds no file of a format that can be read"):
            rn.read_corpus(tmp_path / "none")
        with pytest.raises(rn.ReadError, match="does not exist"):
            rn.read_corpus(tmp_path / "nowhere")
        with pytest.raises(rn.ReadError, match="cannot be opened: Is a directory"):
            (tmp_path / "folder.txt").mkdir()
            rn.read_report(tmp_path / "folder.txt")

    @pytest.mark.skipif(os.name == "nt", reason="these names and links are not allowed on Windows")
    def test_hostile_names_and_links(self, folder, tmp_path):
        path = folder(a__txt=GOOD)
        names = ["空 格.txt", "😀.txt", "..txt", "line\nbreak.txt", "-rf.txt", "<b>.txt"]
        for k, name in enumerate(names):
            (path / name).write_text(f"第{k}份\n{GOOD}", encoding="utf-8")
        (path / "loop").symlink_to(path, target_is_directory=True)
        (path / "dangling.txt").symlink_to(tmp_path / "nowhere")
        (path / ".hidden.txt").write_text("藏")
        corpus = rn.read_corpus(path)
        # "..txt" begins with a dot, so it is hidden like the other.
        assert {report.file for report in corpus} == {"a.txt", *names} - {"..txt"}

    def test_one_character_is_a_report(self, folder):
        assert rn.read_corpus(folder(a__txt="甲"))[0].text == "甲"


class TestIdentity:
    def test_names_and_order_of_files_do_not_matter(self, folder, tmp_path):
        one = folder(a__txt=GOOD, b__txt=GOOD.replace("望海", "听涛"), c__txt=GOOD.replace("2023", "2022"))
        other = tmp_path / "other" / "deeper"
        other.mkdir(parents=True)
        for k, file in enumerate(sorted(one.iterdir(), reverse=True)):
            (other / f"{k}.txt").write_bytes(file.read_bytes())
        first, second = rn.read_corpus(one), rn.read_corpus(tmp_path / "other")
        assert first.table.equals(second.table)
        assert first.provenance == second.provenance
        assert first.files["file"].tolist() != second.files["file"].tolist()

    def test_namesakes_get_numbers_by_content(self, folder):
        corpus = rn.read_corpus(folder(x__txt=GOOD, y__txt=GOOD + "又及。", z__txt="无名，只有一句。"))
        numbered = ["望海镇-2023", "望海镇-2023-2"]
        assert sorted(report.id for report in corpus)[1:] == numbered
        unnamed = next(report for report in corpus if not report.place)
        assert unnamed.id == f"report-{unnamed.sha256[:8]}"

    def test_a_single_file_is_a_corpus(self):
        assert [report.id for report in rn.read_corpus(SAMPLE / "qiyun-2023.txt")] == ["澜浦市栖云镇-2023"]

    def test_readme_and_licence_are_no_reports(self, folder):
        assert len(rn.read_corpus(folder(a__txt=GOOD, README__txt="说明", LICENSE="许可"))) == 1


class TestManifest:
    def test_overrides_and_adds_columns(self, folder):
        manifest = "\ufefffile,place,year,region\r\na.txt,听涛街道,1999,东部\r\n"
        path = folder(a__txt=GOOD, b__txt="不在清单里。", manifest__csv=manifest)
        report = rn.read_corpus(path)[0]
        assert (report.id, report.place, report.level, report.year) == ("听涛街道-1999", "听涛街道", "town", 1999)
        assert report.title == "望海镇2023年工作报告"  # what the manifest leaves open is guessed
        assert report.meta == (("region", "东部"),)
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
        path = folder(a__txt=GOOD, c__txt=GOOD + "尾", manifest__csv=f"file,id,level,year\n{rows}c.txt,,,\n")
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
            rn.read_corpus(folder(a__txt=GOOD, manifest__csv=manifest))

    def test_a_repeated_id_is_an_error(self, folder):
        path = folder(a__txt=GOOD, b__txt=GOOD + "尾", manifest__csv="file,id\na.txt,x\nb.txt,x\n")
        with pytest.raises(rn.ArgumentError, match="'x' repeat"):
            rn.read_corpus(path)


class TestCleaning:
    @pytest.mark.parametrize(
        ("raw", "text", "steps"),
        [
            ("甲\r\n乙\r丙\n", "甲\n乙\n丙\n", ["line ends"]),
            ("\ufeff甲\u200b乙\x00丙", "甲乙丙", ["invisible characters"]),
            ("甲\xa0乙", "甲 乙", ["no-break spaces"]),
            ("\ufeff甲\xa0\r\n", "甲 \n", ["line ends", "invisible characters", "no-break spaces"]),
            ("甲　乙", "甲　乙", []),
        ],
    )
    def test_rules(self, raw: str, text: str, steps: list[str]):
        cleaned, done = clean(raw)
        assert (cleaned, [step.name for step in done]) == (text, steps)

    @given(st.text("甲乙\r\n\ufeff\u200b\xa0 ", max_size=40))
    def test_the_steps_replay_and_every_character_is_found_again(self, raw: str):
        text, steps = clean(raw)
        assert replay(steps, raw) == text
        report = rn.Report("a", text, raw=raw, cleaning=steps)
        for k, character in enumerate(text):
            if character in "甲乙":
                assert report.raw_span(k, k + 1).text == character


class TestMetadata:
    @pytest.mark.parametrize(
        ("name", "place", "level", "year"),
        [
            ("city_杭州_2024.txt", "杭州", "city", 2024),
            ("county_河北省保定市满城_2023.txt", "河北省保定市满城", "county", 2023),
            ("national_国务院_1954.txt", "国务院", "national", 1954),
            ("2025年天津市政府工作报告.txt", "天津市", "city", 2025),
            ("2025年宁夏政府工作报告.txt", "宁夏", "", 2025),
            ("003_0ef6b7f4fd2eafd3.txt", "", "", None),
            ("sub/folder/2023年稠江街道工作报告.txt", "稠江街道", "town", 2023),
            ("wangchao-2023.txt", "", "", 2023),
        ],
    )
    def test_from_file_names(self, name: str, place: str, level: str, year: int | None):
        found = from_name(name)
        if place == "天津市":
            level = "provincial"  # a municipality under the State Council
        assert (found.place, found.level, found.year) == (place, level, year)

    @pytest.mark.parametrize(
        ("text", "place", "year"),
        [
            ("澜浦市望潮街道2023年工作报告\n（2024年1月12日）\n各位代表", "澜浦市望潮街道", 2023),
            ("政府工作报告\n二〇二四年一月八日\n", "", 2024),
            ("第1页\n2022年主要工作回顾\n过去的2021年", "", 2022),
            ("听涛镇稳中有进。依托街道资源，听涛镇发力。\n听涛镇再出发。\n没有年份", "听涛镇", None),
            ("编号20231234567\n无年份", "", None),
        ],
    )
    def test_from_the_first_lines(self, text: str, place: str, year: int | None):
        found = from_text(text)
        assert (found.place, found.year) == (place, year)

    @pytest.mark.parametrize(
        ("place", "level"),
        [
            ("国务院", "national"),
            ("浙江省", "provincial"),
            ("北京", "provincial"),
            ("杭州市", "city"),
            ("高阳县", "county"),
            ("西湖区", "county"),
            ("望潮街道", "town"),
            ("栖云镇", "town"),
            ("某地", ""),
        ],
    )
    def test_levels(self, place: str, level: str):
        assert level_of(place) == level


class TestOutline:
    def test_top_sections_cover_the_text_and_have_kinds(self):
        sections = outline("各位代表：\n" + GOOD.split("\n", 1)[1])
        assert [section.kind for section in sections] == ["opening", "review", "problems", "plan"]
        assert [section.start for section in sections[1:]] == [section.end for section in sections[:-1]]
        assert (sections[0].start, sections[-1].title) == (0, "三、2024年工作安排")

    def test_nesting(self):
        text = "2022年主要工作回顾\n总述\n一、产业\n（一）强链\n（二）补链\n二、民生\n2023年工作计划\n一、抓项目\n"
        top = outline(text)
        assert [(s.title, s.kind, len(s.sections)) for s in top] == [
            ("2022年主要工作回顾", "review", 2),
            ("2023年工作计划", "plan", 1),
        ]
        assert [s.title for s in top[0].sections[0].sections] == ["（一）强链", "（二）补链"]
        assert [s.level for s in (top[0], top[0].sections[0], top[0].sections[0].sections[0])] == [1, 2, 3]

    def test_years_alone_tell_review_from_plan(self):
        assert [s.kind for s in outline("一、2023年主要工作\n甲\n二、2024年主要工作\n乙")] == ["review", "plan"]

    def test_no_heading_no_section(self):
        assert outline("没有标题的一段话。") == ()

    @given(st.text("一二、（）。\n 2023年工作回顾甲", max_size=80))
    def test_sections_always_cover_and_nest(self, text: str):
        def check(sections: tuple[rn.Section, ...], start: int, end: int) -> None:
            for before, after in itertools.pairwise(sections):
                assert before.end == after.start
            for section in sections:
                assert start <= section.start < section.end <= end
                check(section.sections, section.start, section.end)

        top = outline(text)
        check(top, 0, len(text))
        if top:
            assert (top[0].start, top[-1].end) == (0, len(text))

    def test_many_blank_lines_take_linear_work(self):
        outline("\n" * 500_000 + " " * 500_000 + "一、甲")


@needs_shared
class TestRealReports:
    def test_all_are_read_and_every_step_replays(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", rn.ReadWarning)  # index.tsv
            corpus = rn.read_corpus(SHARED / "reports")
        assert len(corpus) == 219
        for report in corpus:
            assert replay(report.cleaning, report.raw) == report.text
            assert report.raw == Path(SHARED / "reports" / report.file).read_bytes().decode()

    def test_street_reports(self):
        corpus = rn.read_corpus(SHARED / "street_reports")
        assert [report.id for report in corpus] == ["稠城街道-2024", "稠江街道-2023", "西城街道-2022"]
        assert {report.level for report in corpus} == {"town"}
