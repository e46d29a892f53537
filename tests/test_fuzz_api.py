import inspect

import pytest

import reportnlp as rn
from fuzz_api import CALLS, fuzz

#: What the others make, or what reads nothing but a name.
NO_CALLS = {"load_lexicon"}


def test_every_public_function_is_called():
    functions = {name for name in rn.__all__ if inspect.isfunction(getattr(rn, name))}
    assert functions <= {*CALLS, *NO_CALLS}


@pytest.mark.parametrize("name", CALLS)
def test_hostile_parameters_are_answered_or_refused(name: str):
    assert fuzz(name, 4, 7).total() > 0
