"""The predictor of quotation marks, and the script that trains it."""

import importlib.util
import math
import subprocess
import sys
from importlib.resources import files

import numba
import numpy as np
import pytest

import reportnlp as rn
from conftest import LIMIT, ROOT
from reportnlp.slogans.kernels.spans import BITS, LONGEST, MOST, SHORTEST, all_features
from reportnlp.slogans.predictor import Model, load_model, logits_at, predict, prepare
from reportnlp.slogans.view import bare_text

_SPEC = importlib.util.spec_from_file_location("train_quotes", ROOT / "scripts" / "train_quotes.py")
script = importlib.util.module_from_spec(_SPEC)  # type: ignore[arg-type]
_SPEC.loader.exec_module(script)  # type: ignore[union-attr]

TEXTS = ["打造听潮茶坊品牌，落实1+6+N体系。", "", "潮邻客厅\n又一行：有事找邻里、就近找楼长", "甲"]


@numba.njit
def features(arrays, s, t):
    out = np.empty(MOST, np.int64)
    return out[: all_features(arrays[0], arrays[1], arrays[2], arrays[3], arrays[4], s, t, out)]


def test_a_score_is_the_sum_of_the_weights_of_all_features():
    weight = np.random.default_rng(3).normal(0, 0.5, 1 << BITS).astype(np.float32)
    arrays = prepare(TEXTS)
    found = predict(arrays, Model(weight, 0.25), -3.0)
    assert sum(len(some.score) for some in found) > 50
    for first, some in zip(arrays.first.tolist(), found, strict=True):
        for start, end, score in zip(some.start.tolist(), some.end.tolist(), some.score.tolist(), strict=True):
            numbers = features(tuple(arrays[:5]), start + first, end + first)
            assert len(numbers) <= MOST
            assert score == pytest.approx(0.25 + sum(float(weight[k]) for k in numbers), abs=1e-4)


def test_a_span_that_is_asked_for_scores_as_among_all():
    arrays = prepare(TEXTS)
    for first, some in zip(arrays.first, predict(arrays, load_model(), -99.0), strict=True):
        assert logits_at(arrays, load_model(), some.start + first, some.end + first).tolist() == some.score.tolist()
    line = arrays.first[0]
    too_short, over_a_mark = (line, line + 1), (line + 15, line + 19)
    starts, ends = np.array([too_short, over_a_mark]).T
    assert np.isnan(logits_at(arrays, load_model(), starts, ends)).all()


def test_spans_stay_within_lines_and_lengths():
    flat = Model(np.zeros(1 << BITS, np.float32), 1.0)
    for text, some in zip(TEXTS, predict(prepare(TEXTS), flat, 0.0), strict=True):
        spans = set(zip(some.start.tolist(), some.end.tolist(), strict=True))
        assert spans == {
            (a, b)
            for a in range(len(text))
            for b in range(a + SHORTEST, min(a + LONGEST, len(text)) + 1)
            if not set(text[a:b]) & set("。：\n")
        }


def test_a_text_is_judged_alike_alone_and_among_others():
    model = load_model()
    together = predict(prepare(TEXTS), model, -6.0)
    for text, some in zip(TEXTS, together, strict=True):
        alone = predict(prepare([text]), model, -6.0)[0]
        assert alone.by_span() == some.by_span()


def test_the_weights_are_small_and_load_on_first_use():
    file = files("reportnlp.slogans") / "data" / "predictor.npz"
    assert len(file.read_bytes()) <= 2_000_000
    code = (
        "import reportnlp as rn; rn.slogans; import sys;"
        "from reportnlp.slogans.predictor import load_model; assert load_model.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=LIMIT)


def test_what_an_author_would_quote_is_likelier_than_what_is_around_it():
    text = "深入推进放管服改革，打造听潮茶坊等特色品牌，落实好一老一小服务。"
    best = predict(prepare([text]), load_model(), -9.0)[0].by_span()
    for phrase, worse in [("放管服", "管服改"), ("一老一小", "好一老"), ("听潮茶坊", "坊等")]:
        start, other = text.find(phrase), text.find(worse)
        assert best[start, start + len(phrase)] > best.get((other, other + len(worse)), -math.inf)


def test_half_a_surrogate_pair_does_no_harm():
    assert len(predict(prepare(["甲\ud800乙丙"]), load_model(), -99.0)) == 1


@pytest.fixture(scope="module")
def small() -> list:
    names = ["听潮", "望海", "渔灯", "舢板", "系缆", "护滩", "云岭", "竹溪", "茶山", "雾篁"]
    return [
        bare_text(
            "".join(f"我们打造“{name}{kind}”等品牌，居民生活更加方便。" for name in names) + "各项工作稳步推进。" * 5
        )
        for kind in ("茶坊", "学堂", "驿站", "夜话")
    ]


def test_training_learns_where_marks_stand(small: list):
    model = script.train(small)
    text = "我们打造石桥议事等品牌，居民生活更加方便。"
    spans = predict(prepare([text]), model, -99.0)[0].by_span()
    assert max(spans, key=lambda span: spans[span]) == (4, 8)


def test_training_is_repeatable_and_what_is_saved_is_what_was_trained(small: list, tmp_path, monkeypatch):
    model = script.train(small)
    again = script.train(small)
    assert np.array_equal(model.weight, again.weight)
    assert model.bias == again.bias
    script.save(model, tmp_path / "weights.npz")
    monkeypatch.setattr(sys.modules["reportnlp.slogans.predictor"], "files", lambda _: tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "weights.npz").rename(tmp_path / "data" / "predictor.npz")
    loaded = load_model.__wrapped__()
    assert np.array_equal(loaded.weight, model.weight)
    assert loaded.bias == model.bias


def test_the_predictor_is_evidence_for_what_a_rule_finds():
    table = rn.slogans(rn.Corpus([rn.Report("a", "关爱一老一小。")]), use_quotes=False)
    assert table["text"].tolist() == ["一老一小"]
    assert set(table["pattern"]) <= {"lexicon", "ones"}  # what a lexicon and a rule for numerals can find
    assert table["predictor"].item() > 0.5
