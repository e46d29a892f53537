"""Arrays whose rows lie where the processor reads them best."""

import numpy as np
import numpy.typing as npt

__all__ = ["zeros_in_line"]

#: Bytes that a processor reads at once.
LINE = 64


def zeros_in_line(shape: tuple[int, int]) -> npt.NDArray[np.float32]:
    """Return zeros of float32 that begin with a line of memory: else each second row lies in one line more.

    A large array of NumPy begins 16 bytes behind one.
    """
    size = int(np.prod(shape)) * 4
    memory = np.zeros(size + LINE, np.uint8)
    begin = -memory.ctypes.data % LINE
    return memory[begin : begin + size].view(np.float32).reshape(shape)
