import inspect
from collections.abc import Iterator

import pytest

import reportnlp as rn
from fuzz_api import CALLS, fuzz

#: What takes a name and nothing else, what others call with every argument, and what takes a function or an array.
NO_CALLS = {
    "load_lexicon", "scale.PartitionedMatrix.compute", "scale.PartitionedTable.compute", "AttentionDictionary.from_rows",
    "Provenance.attach", "Provenance.from_json", "Tokens.sentence_spans", "TopicModel.fit", "Vocabulary.flag",
    "Vocabulary.from_table", "Vocabulary.of", "Vocabulary.take", "Vocabulary.texts",
}  # fmt: skip


def public() -> Iterator[str]:
    """Yield the name of every public function, and of every method of a public class that is ours."""
    for prefix, room in {"": rn, "plots.": rn.plots, "scale.": rn.scale}.items():
        for name in room.__all__:
            found = getattr(room, name)
            if inspect.isclass(found) and not issubclass(found, BaseException):
                for method, one in inspect.getmembers(found, inspect.isroutine):
                    if not method.startswith("_") and (getattr(one, "__module__", "") or "").startswith("reportnlp"):
                        yield f"{prefix}{name}.{method}"
            elif (
                callable(found) and not inspect.isclass(found) and (not prefix or found is not getattr(rn, name, None))
            ):
                yield prefix + name


def test_every_public_function_and_method_is_called():
    assert sorted(public()) == sorted({*CALLS, *NO_CALLS} - {"Segmenter", "TopicModel"})


@pytest.mark.parametrize("name", CALLS)
def test_hostile_parameters_are_answered_or_refused(name: str):
    assert fuzz(name, 4, 7).total() > 0
