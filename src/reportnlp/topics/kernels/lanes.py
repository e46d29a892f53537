"""Eight numbers at a time: what kernels say to the processor where the compiler does not see that it may.

A sum of float32 is the same on every processor only if its order is fixed, and the compiler takes a fixed order
for a command to add one number after another. Here a sum has eight lanes, added up in one order at the end. These
functions are parts of kernels; Python cannot call them. Arrays are of float32, their rows one after the other, and
places in them are counted through all rows.

Where the numbers of a row are known to be few, a kernel takes all packs of it at once, so that they stay where the
processor computes: how many they are is said by the length of a tuple, which is a part of the type.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, models, register_model

__all__ = [
    "LANES", "LINE", "add", "greater", "largest", "load", "load_all", "multiply", "spread", "spread_all", "store",
    "subtract", "summed",
]  # fmt: skip

#: Numbers in a pack, and in a line of memory.
LANES, LINE = 8, 16
PACK = ir.VectorType(ir.FloatType(), LANES)
INDEX = ir.IntType(32)


class _Packs(types.Type):
    """The type of some packs of eight numbers in numba."""

    def __init__(self, n: int) -> None:
        self.n = n
        super().__init__(f"Packs({n})")


@register_model(_Packs)
class _PacksModel(models.PrimitiveModel):  # type: ignore[misc]
    """Packs are values of the processor."""

    def __init__(self, manager: Any, of: Any) -> None:
        super().__init__(manager, of, ir.ArrayType(PACK, of.n))


pack = _Packs(1)


@intrinsic  # type: ignore[untyped-decorator]
def load(typing: Any, array: Any, place: Any) -> Any:
    """Return the eight numbers from a place of an array on."""
    return pack(array, types.int64), _loading(1)


@intrinsic  # type: ignore[untyped-decorator]
def load_all(typing: Any, array: Any, place: Any, like: Any) -> Any:
    """Return as many packs from a place of an array on as the tuple `like` is long."""
    return _Packs(like.count)(array, types.int64, like), _loading(like.count)


@intrinsic  # type: ignore[untyped-decorator]
def store(typing: Any, array: Any, place: Any, value: Any) -> Any:
    """Write all numbers of a value from a place of an array on."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        for k in range(value.n):
            address = _address(context, builder, signature, values, k)
            builder.store(builder.extract_value(values[2], k), address, align=4)
        return context.get_dummy_value()

    return types.void(array, types.int64, value), code


@intrinsic  # type: ignore[untyped-decorator]
def spread(typing: Any, value: Any) -> Any:
    """Return one number eight times."""
    return pack(types.float32), _spreading(1)


@intrinsic  # type: ignore[untyped-decorator]
def spread_all(typing: Any, value: Any, like: Any) -> Any:
    """Return as many packs of one number as the tuple `like` is long."""
    return _Packs(like.count)(types.float32, like), _spreading(like.count)


@intrinsic  # type: ignore[untyped-decorator]
def summed(typing: Any, value: Any) -> Any:
    """Return the sum of all: of the packs in order, of which the last four are added to the first, and so by halves."""
    return types.float32(value), _halving(value.n, lambda builder, x, y: builder.fadd(x, y))


@intrinsic  # type: ignore[untyped-decorator]
def largest(typing: Any, value: Any) -> Any:
    """Return the greatest number of all."""
    return types.float32(value), _halving(value.n, _greater)


@intrinsic  # type: ignore[untyped-decorator]
def add(typing: Any, a: Any, b: Any) -> Any:
    """Return a + b."""
    return a(a, a), _each(a.n, lambda builder, x, y: builder.fadd(x, y))


@intrinsic  # type: ignore[untyped-decorator]
def subtract(typing: Any, a: Any, b: Any) -> Any:
    """Return a - b."""
    return a(a, a), _each(a.n, lambda builder, x, y: builder.fsub(x, y))


@intrinsic  # type: ignore[untyped-decorator]
def multiply(typing: Any, a: Any, b: Any) -> Any:
    """Return a * b."""
    return a(a, a), _each(a.n, lambda builder, x, y: builder.fmul(x, y))


@intrinsic  # type: ignore[untyped-decorator]
def greater(typing: Any, a: Any, b: Any) -> Any:
    """Return the greater of a and b in each lane."""
    return a(a, a), _each(a.n, _greater)


def _each(n: int, of: Callable[[Any, Any, Any], Any]) -> Any:
    """Return code that makes of each two packs one."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        a, b = values
        return _packed(
            builder, [of(builder, builder.extract_value(a, k), builder.extract_value(b, k)) for k in range(n)]
        )

    return code


def _halving(n: int, of: Callable[[Any, Any, Any], Any]) -> Any:
    """Return code that makes of some packs one number."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        rest = builder.extract_value(values[0], 0)
        for k in range(1, n):
            rest = of(builder, rest, builder.extract_value(values[0], k))
        for half in (4, 2, 1):
            places = ir.VectorType(INDEX, half)
            low, high = (ir.Constant(places, list(range(at, at + half))) for at in (0, half))
            rest = of(builder, builder.shuffle_vector(rest, rest, low), builder.shuffle_vector(rest, rest, high))
        return builder.extract_element(rest, INDEX(0))

    return code


def _greater(builder: Any, x: Any, y: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", x, y), x, y)


def _loading(n: int) -> Any:
    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        addresses = [_address(context, builder, signature, values, k) for k in range(n)]
        return _packed(builder, [builder.load(address, align=4) for address in addresses])

    return code


def _spreading(n: int) -> Any:
    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        first = builder.insert_element(ir.Constant(PACK, ir.Undefined), values[0], INDEX(0))
        every = builder.shuffle_vector(first, first, ir.Constant(ir.VectorType(INDEX, LANES), [0] * LANES))
        return _packed(builder, [every] * n)

    return code


def _packed(builder: Any, packs: list[Any]) -> Any:
    value = ir.Constant(ir.ArrayType(PACK, len(packs)), ir.Undefined)
    for k, each in enumerate(packs):
        value = builder.insert_value(value, each, k)
    return value


def _address(context: Any, builder: Any, signature: Any, values: Any, k: int) -> Any:
    """Return where the pack `k` is, of those that begin at a place of an array."""
    data = context.make_array(signature.args[0])(context, builder, values[0]).data
    place = builder.add(values[1], values[1].type(k * LANES))
    return builder.bitcast(builder.gep(data, [place]), PACK.as_pointer())
