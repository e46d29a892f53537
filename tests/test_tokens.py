import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reportnlp as rn
from conftest import is_mapped
from reportnlp.units import paragraph_spans, sentence_spans


def test_spans_rebuild_the_text(sample: rn.Corpus, sample_tokens: rn.Tokens):
    tokens = sample_tokens
    for doc, report in enumerate(sample):
        own = slice(tokens.indptr[doc], tokens.indptr[doc + 1])
        spans = list(zip(tokens.starts[own], tokens.ends[own], strict=True))
        assert [report.text[start:end] for start, end in spans] == tokens.words(doc)
        assert "".join(tokens.words(doc)) == report.text


def test_ids_are_dense_and_in_code_point_order(sample_tokens: rn.Tokens):
    assert np.unique(sample_tokens.ids).tolist() == list(range(len(sample_tokens.vocabulary)))
    assert list(sample_tokens.vocabulary.types) == sorted(sample_tokens.vocabulary.types)


def test_ids_do_not_depend_on_the_order_of_documents(sample: rn.Corpus, sample_tokens: rn.Tokens):
    backwards = rn.segment(rn.Corpus(reversed(sample.reports)))
    assert backwards.vocabulary == sample_tokens.vocabulary
    last = slice(backwards.indptr[-2], None)
    assert backwards.ids[last].tolist() == sample_tokens.ids[: sample_tokens.indptr[1]].tolist()


def test_arrays_are_read_only_and_of_the_promised_types(sample_tokens: rn.Tokens):
    for name, dtype in [("ids", "int32"), ("starts", "int32"), ("ends", "int32"), ("indptr", "int64")]:
        array = getattr(sample_tokens, name)
        assert array.dtype == dtype
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_parts_that_do_not_fit_are_refused(sample_tokens: rn.Tokens):
    t = sample_tokens
    with pytest.raises(rn.ArgumentError, match="do not fit together"):
        rn.Tokens(t.vocabulary, t.ids, t.starts[1:], t.indptr, t.docs)
    for ids in (t.ids + len(t.vocabulary), t.ids - 1):
        with pytest.raises(rn.ArgumentError, match="ids of no type"):
            rn.Tokens(t.vocabulary, ids, t.starts, t.indptr, t.docs)
    for change in (1, len(t)):  # it begins at 1, or falls after the first document
        indptr = t.indptr.copy()
        indptr[0 if change == 1 else 1] += change
        with pytest.raises(rn.ArgumentError, match="documents that overlap"):
            rn.Tokens(t.vocabulary, t.ids, t.starts, indptr, t.docs)


def test_drop_removes_types_and_keeps_spans(sample: rn.Corpus, sample_tokens: rn.Tokens):
    stop = rn.load_stopwords()
    kept = sample_tokens.drop(stop)
    assert not stop & set(kept.vocabulary.types)
    assert 0 < len(kept) < len(sample_tokens)
    words = [sample[doc].text[a:b] for doc, a, b in zip(kept.doc_of, kept.starts, kept.ends, strict=True)]
    assert words == [word for doc in range(len(sample)) for word in kept.words(doc)]
    assert sample_tokens.drop([]).ids.tolist() == sample_tokens.ids.tolist()


def test_drop_everything(sample_tokens: rn.Tokens):
    nothing = sample_tokens.drop(sample_tokens.vocabulary.types)
    assert (len(nothing), len(nothing.vocabulary), len(nothing.docs)) == (0, 0, len(sample_tokens.docs))


class TestSaved:
    @pytest.fixture
    def path(self, sample_tokens: rn.Tokens, tmp_path):
        sample_tokens.save(tmp_path / "tokens")
        return tmp_path / "tokens"

    def test_comes_back_the_same_and_memory_mapped(self, path, sample_tokens: rn.Tokens):
        again = rn.Tokens.load(path)
        for name in ("ids", "starts", "ends", "indptr"):
            assert getattr(again, name).tolist() == getattr(sample_tokens, name).tolist()
            assert is_mapped(getattr(again, name)) == (name != "ends")
        assert again.vocabulary == sample_tokens.vocabulary
        assert again.provenance.to_json() == sample_tokens.provenance.to_json()
        pd.testing.assert_frame_equal(again.docs, sample_tokens.docs)

    def test_replaces_an_older_one(self, path, sample_tokens: rn.Tokens):
        sample_tokens.drop(rn.load_stopwords()).save(path)
        assert len(rn.Tokens.load(path)) < len(sample_tokens)
        assert [file.name for file in path.parent.iterdir()] == ["tokens"]

    def test_an_empty_one_comes_back(self, tmp_path):
        rn.segment(rn.Corpus([])).save(tmp_path / "none")
        assert len(rn.Tokens.load(tmp_path / "none")) == 0

    def test_a_damaged_file_is_named(self, path):
        (file,) = path.glob("*/ids.npy")
        data = bytearray(file.read_bytes())
        data[-1] ^= 1
        file.write_bytes(data)
        with pytest.raises(rn.StorageError, match=r"ids\.npy: is missing or damaged"):
            rn.Tokens.load(path)

    def test_another_kind_is_named(self, path):
        with pytest.raises(rn.StorageError, match=r"holds a Tokens, not a TermMatrix; load it with Tokens\.load"):
            rn.TermMatrix.load(path)

    @pytest.mark.parametrize("content", [None, "not json", "[]", "{}"])
    def test_something_else_is_refused(self, tmp_path, content: str | None):
        if content is not None:
            (tmp_path / "index.json").write_text(content)
        with pytest.raises(rn.StorageError, match="is no object saved by this library"):
            rn.Tokens.load(tmp_path)

    def test_a_folder_of_something_else_is_not_overwritten(self, tmp_path, sample_tokens: rn.Tokens):
        (tmp_path / "mine.txt").write_text("keep me")
        with pytest.raises(rn.StorageError, match="exists and is no saved object"):
            sample_tokens.save(tmp_path)
        assert (tmp_path / "mine.txt").read_text() == "keep me"

    def test_a_failed_save_leaves_the_old_one(self, path, sample_tokens: rn.Tokens, monkeypatch):
        def full(*_: object, **__: object) -> None:
            raise OSError("no space left on device")

        monkeypatch.setattr(np, "save", full)
        with pytest.raises(OSError, match="no space"):
            sample_tokens.drop(["经济"]).save(path)
        monkeypatch.undo()
        assert len(rn.Tokens.load(path)) == len(sample_tokens)
        assert [file.name for file in path.parent.iterdir()] == ["tokens"]


@settings(max_examples=300)
@given(st.lists(st.text("稳增长。！?…”）) \n　a1，", max_size=30), max_size=4))
def test_units_are_those_of_the_text(texts: list[str]):
    tokens = rn.Segmenter().segment(texts)
    for unit, spans in (("sentence", sentence_spans), ("paragraph", paragraph_spans)):
        numbers = tokens.unit_of(unit)
        expected = [(doc, start, end) for doc, text in enumerate(texts) for start, end in spans(text)]
        found = [np.flatnonzero(numbers == k) for k in range(numbers.max(initial=-1) + 1)]
        ends = [(tokens.doc_of[own[0]], tokens.starts[own[0]], tokens.ends[own[-1]]) for own in found]
        assert ends == expected
        blank = [type_.isspace() for doc in range(len(texts)) for type_ in tokens.words(doc)]
        assert (numbers == -1).tolist() == blank
    assert tokens.unit_of("document").tolist() == tokens.doc_of.tolist()


def test_a_unit_that_is_none(sample_tokens: rn.Tokens):
    with pytest.raises(
        rn.ArgumentError, match="'line' is not allowed; choose from 'document', 'paragraph', 'sentence'"
    ):
        sample_tokens.unit_of("line")


def test_text_marks_what_was_dropped(sample: rn.Corpus, sample_tokens: rn.Tokens):
    assert [sample_tokens.text(doc) for doc in range(len(sample))] == [report.text for report in sample]
    dropped = sample_tokens.drop(["，"])
    assert dropped.text(0) == sample[0].text.rstrip("，").replace("，", "…")
