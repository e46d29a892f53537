import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportnlp.reading.decode import DecodingError, check, decode, is_plausible

SIMPLIFIED = (
    "政府工作报告，各位代表：现在，我代表市人民政府向大会报告工作，请予审议。\n一、2023年工作回顾\n经济运行稳中有进。\n"
)
TRADITIONAL = (
    "政府工作報告，各位代表：現在，我代表市人民政府向大會報告工作，請予審議。\n經濟運行穩中有進，人民生活改善。\n"
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "gb18030", "gbk", "gb2312", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_simplified(encoding: str):
    assert decode(SIMPLIFIED.encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs", "gb18030"])
def test_traditional(encoding: str):
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


def test_a_mark_of_utf_8_stays_for_cleaning():
    assert decode(SIMPLIFIED.encode("utf-8-sig")) == "\ufeff" + SIMPLIFIED


def test_forced():
    short = "稳"
    assert decode(short.encode("gb18030"), "gbk") == short
    assert decode("€稳中".encode("gb18030"), "GB2312") == "€稳中"  # whatever the label, it is GB18030
    with pytest.raises(DecodingError, match="is not utf-8 at byte 0; leave the encoding open"):
        decode(short.encode("gb18030"), "utf-8")
    with pytest.raises(DecodingError, match="there is no encoding 'gb9999'; try utf-8 or gb18030"):
        decode(b"x", "gb9999")


class TestMojibake:
    def test_utf_8_read_as_gbk(self):
        # 政府工作 in UTF-8 is e694bfe5ba9ce5b7a5e4bd9c, which reads as six characters of GBK.
        wrong = bytes.fromhex("e694bfe5ba9ce5b7a5e4bd9c").decode("gbk")
        assert wrong == "鏀垮簻宸ヤ綔"
        assert decode((wrong * 6).encode()) == "政府工作" * 6

    @pytest.mark.parametrize("right", ["utf-8", "gb18030"])
    def test_read_as_latin(self, right: str):
        assert decode(SIMPLIFIED.encode(right).decode("latin-1").encode()) == SIMPLIFIED

    def test_utf_8_read_as_windows_1252(self):
        undefined = {0x81, 0x8D, 0x8F, 0x90, 0x9D}  # read as the control characters of these numbers
        wrong = "".join(chr(b) if b in undefined else bytes([b]).decode("cp1252") for b in SIMPLIFIED.encode())
        assert decode(wrong.encode()) == SIMPLIFIED

    def test_what_lost_bytes_is_reported(self):
        wrong = SIMPLIFIED.encode().decode("gbk", "replace")
        with pytest.raises(
            DecodingError, match="make no Chinese, so it was converted wrongly before; get the original"
        ):
            check(decode(wrong.encode()))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (b"\x7fELF\x02\x00\x00", "is no text: it has a zero byte at offset 5"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe\xfd", "is not UTF-8 at byte 0, nor GB18030, nor Big5"),
        (b"Report on the work of the government", "has no Chinese character"),
        (b"2024 12.5% 3", "has no Chinese character"),
        # 30 bytes of GB18030 are 15 characters.
        (SIMPLIFIED.encode("gb18030")[:30] + b"\xff" + SIMPLIFIED.encode("gb18030")[30:], "gb18030 but damaged at byte 30"),
        (SIMPLIFIED.encode()[:-5] + b"\n", "is utf-8 but damaged at byte"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_told(content: bytes, reason: str):
    with pytest.raises(DecodingError, match=reason):
        check(decode(content))


@pytest.mark.parametrize("text", ["甲", "无年份", "稳增长促改革"])
def test_too_few_characters_to_tell_are_plausible(text: str):
    assert is_plausible(text)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_reason(data: bytes):
    try:
        text = decode(data)
        check(text)
        assert text.strip()
    except DecodingError as error:
        assert str(error)
