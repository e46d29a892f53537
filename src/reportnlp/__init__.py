"""Analyse Chinese government work reports, from the State Council down to a street office.

Everything public is a name of this package; each is imported when it is first used, so that
``import reportnlp`` costs nothing.

Examples
--------
>>> import reportnlp as rn
>>> corpus = rn.read_corpus("corpus/sample")
>>> rn.keywords(rn.count(rn.segment(corpus)), by="year", top=3)["rank"].tolist()
[1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]
"""

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType

import lazy_loader

__version__ = "0.1.0"

# The names and where they live stand in __init__.pyi, for type checkers, editors and for this.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


class _Package(ModuleType):
    """A package in which a public function wins over the module of its name.

    Python puts a module into its package when it is imported; without this, ``rn.keywords`` would
    be the function or the module, depending on what was imported before.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in __all__):
            super().__setattr__(name, value)

    def __reduce__(self) -> tuple[Callable[[str], ModuleType], tuple[str]]:
        # Functions of a user's script that name this package go to the processes of a cluster.
        return import_module, (__name__,)


sys.modules[__name__].__class__ = _Package
