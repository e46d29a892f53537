import gc
import platform
import subprocess
import sys

import pytest

from conftest import LIMIT
from reportnlp.garbage import SELDOM, collected_seldom


def test_the_caller_gets_back_what_was_set():
    before = gc.get_threshold()
    try:
        gc.set_threshold(700, 100, 10)
        with collected_seldom():
            assert gc.get_threshold() == (SELDOM[0], 100, SELDOM[2])
        assert gc.get_threshold() == (700, 100, 10)
    finally:
        gc.set_threshold(*before)


def test_cycles_are_still_found():
    class Node:
        count = 0

        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            Node.count += 1

    with collected_seldom():
        for _ in range(2 * SELDOM[0]):
            Node()
        assert Node.count > SELDOM[0] / 2


#: Frees a large array, then eight behind each of which lies a small object, and says how many MB are left of those 160.
FREED = """
import sys
from reportnlp.garbage import large_apart
if sys.argv[1] == "apart":
    large_apart()
def size():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024
first = b"x" * 30_000_000
del first
before = size()
pairs = [(b"x" * 20_971_520, b"x" * 100_000) for _ in range(8)]
small = [pair[1] for pair in pairs]
del pairs
print(size() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps large arrays in its heap")
def test_large_arrays_are_given_back():
    def left(how: str) -> float:
        command = [sys.executable, "-c", FREED, how]
        return float(subprocess.run(command, capture_output=True, check=True, timeout=LIMIT).stdout)

    if left("as ever") < 100:
        pytest.skip("the system or its settings of malloc keep large arrays out of the heap by themselves")
    assert left("apart") < 20


#: Frees a thousand texts between which small objects stay, and says how many MB are left of those 100, before and after.
KEPT = """
from reportnlp.garbage import give_back
def size():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024
give_back()
before = size()
pairs = [(b"x" * 100_000, b"x" * 1_000) for _ in range(1000)]
small = [pair[1] for pair in pairs]
del pairs
print(size() - before)
give_back()
print(size() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what lies between objects")
def test_what_is_free_between_objects_is_given_back():
    done = subprocess.run([sys.executable, "-c", KEPT], capture_output=True, check=True, timeout=LIMIT)
    kept, left = map(float, done.stdout.split())
    if kept < 50:
        pytest.skip("the system or its settings of malloc give back what is free by themselves")
    assert left < 20
