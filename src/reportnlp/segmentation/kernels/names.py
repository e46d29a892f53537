"""Kernel of the name pass: which tokens are a name together."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import callee
from reportnlp.segmentation.kernels.rules import COMPANY, FILL, PIECE, REGION, ROUTE, STEM

__all__ = ["first_of_name"]

#: Words of trade in one name.
_FILLS = 4


@callee
def first_of_name(
    starts: npt.NDArray[np.int32], flags: npt.NDArray[np.uint16], last: int, free: int, end: int, longest: int
) -> int:
    """Return the token with which a name begins that ends with a suffix.

    Parameters
    ----------
    starts : ndarray of int32
        Where the tokens of a document start.
    flags : ndarray of uint16
        `flags_of` each.
    last : int
        The suffix.
    free : int
        The first token behind the name before, -1 if there is none.
    end : int
        Where the suffix ends.
    longest : int
        Characters that the name may have.

    Returns
    -------
    int
        -1 if there is no name.

    Notes
    -----
    The pass looks left: over words of trade if the suffix is a company's, then for one stem, then for the
    region that opens a company's name. A suffix without a stem is no name, and what a lone piece stands
    before is only the end of one: both stay as they are. What ends the name before is no piece. A place is
    no name of a route, but one of its ends.
    """
    low = max(free, 0)
    is_company = flags[last] & COMPANY != 0
    at = last - 1
    while is_company and at > free and last - at <= _FILLS and flags[at] & FILL:
        at -= 1
    if at < low or not flags[at] & STEM:
        return -1
    if flags[last] & ROUTE and (flags[at] & REGION or (at > low and flags[at - 1] & ROUTE)):
        return -1
    if is_company and at > low and flags[at - 1] & REGION and not flags[at] & REGION:
        at -= 1
    if end - starts[at] > longest or (at > low and flags[at - 1] & PIECE):
        return -1
    return at
