import math
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import numba
import numpy as np
import pytest

import reportnlp as rn
from conftest import LIMIT, started
from reportnlp import cache, jit
from reportnlp.points import points_of
from reportnlp.segmentation import compiled, growth
from reportnlp.segmentation.compiled import load_dictionary, load_with_shipped
from reportnlp.segmentation.dictionary import Dictionary
from reportnlp.segmentation.kernels import lattice
from reportnlp.segmentation.source import fingerprint_of_jieba, load_hmm, load_words
from reportnlp.segmentation.terms import term_frequencies, with_terms

SOURCE = load_words()
BASE = load_dictionary()


def words_of(dictionary: Dictionary) -> list[str]:
    text = dictionary.points.tobytes().decode("utf-32-le")
    bounds = dictionary.offsets.tolist()
    return [text[start:end] for start, end in pairwise(bounds)]


def classes_of(dictionary: Dictionary) -> np.ndarray:
    """The class of the weight of each word, which stands at its node."""
    trie, classes = dictionary.trie, np.full(len(dictionary), -1)
    slots = np.flatnonzero(trie.words)
    classes[trie.words[slots] - 1] = trie.nodes[slots] & 0xFFFF
    return classes


class TestCompiled:
    def test_holds_jiebas_words_in_code_point_order(self):
        base = load_dictionary()
        words = words_of(base)
        assert words == sorted(words)
        # All but one with a character at which jieba splits before it looks anything up.
        assert set(SOURCE.frequencies) - set(words) == {"γ射线"}
        assert base.find(base.points, base.offsets).tolist() == list(range(len(words)))

    def test_holds_jiebas_frequencies_and_tags(self):
        base = load_dictionary()
        words = words_of(base)
        frequencies = term_frequencies(words, base)  # of a word of the dictionary: at least its own
        assert all(frequencies[word] >= SOURCE.frequencies[word] for word in words)
        assert [base.tag_names[k] for k in base.tags.tolist()] == [SOURCE.tags[word] for word in words]
        assert base.total == SOURCE.total

    def test_is_the_same_whenever_it_is_compiled(self):
        base, anew = load_dictionary(), compiled._compiled()
        assert (base.trie.nodes == anew.trie.nodes).all()
        assert (base.trie.words == anew.trie.words).all()

    def test_what_is_no_word_is_not_found(self):
        base = load_dictionary()
        strangers = ["营商环", "龘龘", "的的的", "，", "😀", "发展·", "x" * 50]
        assert not any(word in SOURCE.frequencies for word in strangers)
        assert base.find(*points_of(strangers)).tolist() == [-1] * len(strangers)

    def test_total_is_jiebas(self):
        import jieba

        assert SOURCE.total == jieba.Tokenizer().gen_pfdict(jieba.Tokenizer().get_dict_file())[1]


class TestTerms:
    @pytest.fixture
    def terms(self) -> list[str]:
        # Three thousand random strings of common characters: many share prefixes with words, so families move.
        rng = np.random.default_rng(2)
        common = sorted(SOURCE.frequencies, key=SOURCE.frequencies.get, reverse=True)
        characters = [*[word for word in common if len(word) == 1][:300], "\u9fd6", "鿕", "5", "G"]
        made = ["".join(rng.choice(characters, rng.integers(1, 6))) for _ in range(3000)]
        return sorted({*made, "\u9fd6", "营商环境", "发展", "鿕" * 40})

    def test_are_found_among_all_other_words(self, terms: list[str]):
        base = load_dictionary()
        usable = [term for term in terms if "\u9fd6" not in term]  # the first character after those that jieba knows
        grown = with_terms(base, [rn.Term(term, tag="nx") for term in terms])
        words = words_of(grown)
        assert words == sorted({*words_of(base), *usable})
        assert grown.find(grown.points, grown.offsets).tolist() == list(range(len(words)))
        own = set(terms)
        tag = dict(zip(words, (grown.tag_names[k] for k in grown.tags.tolist()), strict=True))
        assert all(tag[word] == ("nx" if word in own else SOURCE.tags[word]) for word in words)

    def test_placed_anew_or_added_they_are_the_same_words(self, terms: list[str], monkeypatch):
        entries, splits = [rn.Term(term, tag="nx", count=3) for term in terms], ["发展", "经济社会", "没有的词"]
        made = []
        for many in (0, len(terms) * 2):
            monkeypatch.setattr("reportnlp.segmentation.terms.MANY", many)
            made.append(with_terms(BASE, entries, splits))
        anew, added = made
        assert len(anew.trie.nodes) != len(added.trie.nodes)  # the two ways were gone
        for name in ("points", "offsets", "frequencies", "tags"):
            assert (getattr(anew, name) == getattr(added, name)).all()
        assert (anew.trie.logs == added.trie.logs).all()
        assert (classes_of(anew) == classes_of(added)).all()
        assert anew.find(anew.points, anew.offsets).tolist() == list(range(len(anew)))

    def test_leave_the_base_as_it_is(self, terms: list[str]):
        base = load_dictionary()
        before = [base.trie.nodes.copy(), base.trie.words.copy(), base.points.copy(), base.tags.copy()]
        with_terms(base, list(map(rn.Term, terms)))
        after = [base.trie.nodes, base.trie.words, base.points, base.tags]
        assert all((a == b).all() for a, b in zip(before, after, strict=True))

    def test_weight_is_the_smallest_that_beats_the_best_cut(self, terms: list[str]):
        base = load_dictionary()
        # 营商环境 has one cut into dictionary words: p = f1/total * f2/total, so f = floor(p * total) + 1.
        pair = SOURCE.frequencies.get("营商", 0) * SOURCE.frequencies["环境"] / SOURCE.total
        singles = SOURCE.frequencies["营"] * SOURCE.frequencies["商"] * SOURCE.frequencies["环境"] / SOURCE.total**2
        assert term_frequencies(["营商环境"], base) == {"营商环境": int(max(pair, singles)) + 1}
        # A word of the dictionary never loses weight, and a lone character has no cut.
        assert term_frequencies(["发展"], base)["发展"] == SOURCE.frequencies["发展"]
        assert term_frequencies(["的"], base)["的"] == SOURCE.frequencies["的"]
        usable = [term for term in terms if "\u9fd6" not in term]
        assert term_frequencies(usable, base) == {term: weight_by_hand(term) for term in usable}

    def test_too_many_for_one_trie(self, monkeypatch):
        monkeypatch.setattr("reportnlp.segmentation.growth.MAX_SLOTS", 1000)
        with pytest.raises(rn.LexiconError, match="1 words are more than one trie can hold; split the lexicon"):
            rn.Segmenter(rn.Lexicon([rn.Term("潮邻客厅")]))

    def test_a_trie_without_room_is_made_larger(self, terms: list[str], monkeypatch):
        base = load_dictionary()
        entries = list(map(rn.Term, terms))
        expected = with_terms(base, entries)
        place, calls = growth.place_families, []

        def no_room_at_first(nodes: np.ndarray, *args: object) -> int:
            calls.append(len(nodes))
            return -1 if len(calls) == 1 else place(nodes, *args)

        monkeypatch.setattr(growth, "place_families", no_room_at_first)
        grown = with_terms(base, entries)
        assert calls[0] < calls[1]
        assert (grown.find(grown.points, grown.offsets) == np.arange(len(expected))).all()


def weight_by_hand(term: str) -> int:
    """Compute the weight of a term from its definition: every cut into two or more pieces, by recursion."""

    def log(piece: str) -> float:
        frequency = SOURCE.frequencies.get(piece, 0) or (len(piece) == 1)
        return math.log(frequency) - math.log(SOURCE.total) if frequency else -math.inf

    best = {len(term): 0.0}
    for start in range(len(term) - 1, -1, -1):
        ends = [end for end in range(start + 1, len(term) + 1) if end - start < len(term)]
        best[start] = max((log(term[start:end]) + best[end] for end in ends), default=-math.inf)
    return max(int(math.exp(best[0]) * SOURCE.total) + 1, SOURCE.frequencies.get(term, 0))


def test_hmm_is_jiebas():
    from jieba.finalseg import MIN_FLOAT, emit_P, start_P, trans_P

    hmm = load_hmm()
    assert hmm.start.tolist() == [start_P[state] for state in "BEMS"]
    assert hmm.step.tolist() == [[trans_P[a].get(b, MIN_FLOAT) for b in "BEMS"] for a in "BEMS"]
    for k, character in [(0, "一"), (0x53D1 - 0x4E00, "发"), (0x9FD5 - 0x4E00, "鿕")]:
        assert hmm.emit[k].tolist() == [emit_P[state].get(character, MIN_FLOAT) for state in "BEMS"]


class TestCache:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch) -> Path:
        monkeypatch.setattr("reportnlp.cache.platformdirs.user_cache_dir", lambda *_, **__: str(tmp_path / "cache"))
        monkeypatch.setattr(compiled, "_shared", {})  # what a new process has
        monkeypatch.setattr(compiled, "_unkept", {})
        return tmp_path / "cache"

    @pytest.fixture
    def compiles(self, monkeypatch) -> list[int]:
        """Count how often the dictionary is compiled."""
        base, calls = BASE, []

        def count() -> Dictionary:
            calls.append(1)
            return base

        monkeypatch.setattr(compiled, "_compiled", count)
        return calls

    def again(self) -> Dictionary:
        compiled._shared.clear()
        return load_dictionary()

    def test_the_second_process_reads_what_the_first_one_wrote(self, folder: Path, compiles: list[int]):
        first = load_dictionary()
        second = self.again()
        assert len(compiles) == 1
        assert [file.suffix for file in folder.iterdir()] == [".npz"]
        for name in ("nodes", "words", "codes", "logs"):
            assert (getattr(first.trie, name) == getattr(second.trie, name)).all()
        for one, other in zip(first.hmm, second.hmm, strict=True):
            assert (one == other).all()
        assert words_of(first) == words_of(second)
        assert (first.total, first.tag_names) == (second.total, second.tag_names)
        assert first.points.flags.writeable == second.points.flags.writeable

    @pytest.mark.parametrize(
        "damage",
        [
            lambda data: data[: len(data) // 2],
            lambda data: b"",
            lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
            lambda data: b"PK\x03\x04 something else" * 100,
        ],
        ids=["truncated", "empty", "one bit", "foreign"],
    )
    def test_a_damaged_file_is_made_anew(self, folder: Path, compiles: list[int], damage):
        load_dictionary()
        (file,) = folder.iterdir()
        whole = file.read_bytes()
        file.write_bytes(damage(whole))
        self.again()
        assert len(compiles) == 2
        assert file.read_bytes() == whole

    def test_a_whole_file_of_another_dictionary_is_made_anew(self, folder: Path, compiles: list[int], monkeypatch):
        load_dictionary()
        (file,) = folder.iterdir()
        monkeypatch.setattr(compiled, "fingerprint_of_jieba", lambda: "0" * 64)
        self.again()
        (other,) = set(folder.iterdir()) - {file}
        other.write_bytes(file.read_bytes())  # whole, but with the fingerprint of the first
        self.again()
        assert len(compiles) == 3

    def test_it_is_read_once_while_someone_has_it(self, compiles: list[int]):
        first = load_dictionary()
        assert load_dictionary() is first

    def test_what_is_kept_with_the_shipped_lexicon_is_what_the_terms_make(self, folder: Path, monkeypatch):
        lexicon = rn.load_lexicon()
        expected = with_terms(BASE, lexicon.terms, lexicon.splits)
        load_with_shipped(lexicon)
        compiled._shared.clear()
        monkeypatch.setattr(compiled, "with_terms", None)  # it is read, not made
        kept = load_with_shipped(lexicon)
        for one, other in zip((*expected.trie, *expected.hmm), (*kept.trie, *kept.hmm), strict=True):
            assert one.dtype == other.dtype
            assert (one == other).all()
        for name in ("points", "offsets", "frequencies", "tags"):
            assert (getattr(expected, name) == getattr(kept, name)).all()
        assert (expected.total, expected.tag_names) == (kept.total, kept.tag_names)
        assert list(expected.added.items()) == list(kept.added.items())

    def test_no_lexicon_of_the_user_is_kept(self, folder: Path):
        rn.Segmenter(rn.load_lexicon() + rn.Lexicon([rn.Term("潮邻客厅")]))
        assert [file.name.split("-")[0] for file in folder.glob("*.npz")] == ["dictionary"]

    def test_a_new_format_is_made_anew(self, folder: Path, compiles: list[int], monkeypatch):
        load_dictionary()
        monkeypatch.setattr(compiled, "FORMAT", compiled.FORMAT + 1)
        self.again()
        assert len(compiles) == 2

    def test_a_folder_that_cannot_be_written_warns(self, folder: Path, compiles: list[int]):
        folder.write_text("a file where the folder should be")
        with pytest.warns(rn.CacheWarning, match=r"cache: cannot be written .*; make it writable"):
            assert len(load_dictionary()) == len(SOURCE.frequencies) - 1
        assert folder.read_text() == "a file where the folder should be"

    def test_kernels_that_cannot_be_kept_warn(self, monkeypatch):
        monkeypatch.setattr(compiled, "is_kept", lambda: False)
        with pytest.warns(rn.CacheWarning, match="every new process compiles the kernels again"):
            load_dictionary()

    def test_no_half_of_a_file_stays_when_the_disk_is_full(self, folder: Path):
        def write(stream: BinaryIO) -> None:
            stream.write(b"half of it")
            raise OSError("no space left on device")

        with pytest.raises(OSError, match="no space left"):
            cache.write_cached("x", write)
        assert list(folder.iterdir()) == []

    def test_processes_that_build_at_once_do_no_harm(self, folder: Path):
        code = "import reportnlp as rn; print(rn.Segmenter().words('优化营商环境'))"
        options = {"env": environment(folder), "stdout": subprocess.PIPE, "text": True}
        command = "-W", "error", "-c", code
        with started(*command, **options) as one, started(*command, **options) as other:
            for process in (one, other):
                assert process.communicate(timeout=LIMIT)[0].strip() == "['优化', '营商', '环境']"
                assert process.returncode == 0
        assert [file.suffix for file in (folder / "reportnlp").iterdir()] == [".npz"]

    def test_a_read_only_home_works_in_memory(self, tmp_path: Path):
        code = (
            "import warnings, reportnlp as rn\n"
            "with warnings.catch_warnings(record=True) as caught:\n"
            "    warnings.simplefilter('always', rn.CacheWarning)\n"
            "    print(rn.Segmenter().words('优化营商环境'), rn.Segmenter().words('经济'))\n"
            "print([w.category.__name__ for w in caught])"
        )
        home = tmp_path / "home"
        home.write_text("no folder can be made in a file")
        process = subprocess.run(
            [sys.executable, "-c", code],
            env=environment(home),
            capture_output=True,
            text=True,
            check=True,
            timeout=LIMIT,
        )
        assert process.stdout.splitlines() == ["['优化', '营商', '环境'] ['经济']", "['CacheWarning']"]


def environment(home: Path) -> dict[str, str]:
    """Put the user's folders under `home`; the machine code of the kernels comes from where it is kept already."""
    kept = numba.config.CACHE_DIR or jit.kernel_folder(lattice.__file__)
    return os.environ | {"HOME": str(home), "XDG_CACHE_HOME": str(home), "NUMBA_CACHE_DIR": str(kept)}


def test_a_missing_jieba_is_named(monkeypatch):
    monkeypatch.setattr("reportnlp.segmentation.source.find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError, match="jieba is not installed; pip install jieba"):
        load_words()


def test_fingerprint_is_that_of_the_files(tmp_path: Path, monkeypatch):
    from reportnlp.segmentation import source

    before = fingerprint_of_jieba()
    for name in source.FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((source._folder() / name).read_bytes())
    monkeypatch.setattr(source, "_folder", lambda: tmp_path)
    fingerprint_of_jieba.cache_clear()
    assert fingerprint_of_jieba() == before
    with (tmp_path / "dict.txt").open("a") as stream:
        stream.write("潮邻客厅 3 n\n")
    fingerprint_of_jieba.cache_clear()
    assert fingerprint_of_jieba() != before
    monkeypatch.undo()
    fingerprint_of_jieba.cache_clear()
