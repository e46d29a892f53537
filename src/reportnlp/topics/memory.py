"""Arrays whose rows lie where the processor reads them best."""

import numpy as np
import numpy.typing as npt

__all__ = ["zeros_in_line"]

Floats = npt.NDArray[np.float32]

#: Bytes that a processor reads at once.
LINE = 64


def zeros_in_line(*shapes: tuple[int, int]) -> list[Floats]:
    """Return zeros of float32 that begin with a line of memory: else each second row lies in one line more.

    A large array of NumPy begins 16 bytes behind one. All lie in one piece, which NumPy asks to have in large pages
    where it is larger than 4 MB.
    """
    sizes = [-(-n * width * 4 // LINE) * LINE for n, width in shapes]
    memory = np.empty(sum(sizes) + LINE, np.uint8)
    memory[:] = 0
    begin, out = -memory.ctypes.data % LINE, []
    for (n, width), size in zip(shapes, sizes, strict=True):
        out.append(memory[begin : begin + n * width * 4].view(np.float32).reshape(n, width))
        begin += size
    return out
