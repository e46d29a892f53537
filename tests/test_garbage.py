import gc

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
