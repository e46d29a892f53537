"""Eight numbers at a time: what kernels say to the processor where the compiler does not see that it may.

A sum of float32 is the same on every processor only if its order is fixed, and the compiler takes a fixed order
for a command to add one number after another. Here a sum has eight lanes, added up in one order at the end. These
functions are parts of kernels; Python cannot call them. Arrays are of float32, their rows one after the other, and
places in them are counted through all rows.
"""

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, models, register_model

__all__ = ["LANES", "add", "greater", "load", "multiply", "spread", "store", "subtract", "summed"]

#: Numbers in a pack.
LANES = 8
PACK = ir.VectorType(ir.FloatType(), LANES)
INDEX = ir.IntType(32)


class _Pack(types.Type):
    """The type of eight numbers in numba."""

    def __init__(self) -> None:
        super().__init__("Pack")


@register_model(_Pack)
class _PackModel(models.PrimitiveModel):  # type: ignore[misc]
    """A pack is one value of the processor."""

    def __init__(self, manager: Any, of: Any) -> None:
        super().__init__(manager, of, PACK)


pack = _Pack()


@intrinsic  # type: ignore[untyped-decorator]
def load(typing: Any, array: Any, place: Any) -> Any:
    """Return the eight numbers from a place of an array on."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.load(_address(context, builder, signature, values), align=4)

    return pack(array, types.int64), code


@intrinsic  # type: ignore[untyped-decorator]
def store(typing: Any, array: Any, place: Any, value: Any) -> Any:
    """Write eight numbers from a place of an array on."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        builder.store(values[2], _address(context, builder, signature, values), align=4)
        return context.get_dummy_value()

    return types.void(array, types.int64, pack), code


@intrinsic  # type: ignore[untyped-decorator]
def spread(typing: Any, value: Any) -> Any:
    """Return one number eight times."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        first = builder.insert_element(ir.Constant(PACK, ir.Undefined), values[0], INDEX(0))
        return builder.shuffle_vector(first, first, ir.Constant(ir.VectorType(INDEX, LANES), [0] * LANES))

    return pack(types.float32), code


@intrinsic  # type: ignore[untyped-decorator]
def summed(typing: Any, value: Any) -> Any:
    """Return the sum of eight numbers: the last four are added to the first, and so on by halves."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        (rest,) = values
        for half in (4, 2, 1):
            places = ir.VectorType(INDEX, half)
            low, high = (ir.Constant(places, list(range(at, at + half))) for at in (0, half))
            rest = builder.fadd(builder.shuffle_vector(rest, rest, low), builder.shuffle_vector(rest, rest, high))
        return builder.extract_element(rest, INDEX(0))

    return types.float32(pack), code


@intrinsic  # type: ignore[untyped-decorator]
def add(typing: Any, a: Any, b: Any) -> Any:
    """Return a + b."""
    return pack(pack, pack), lambda context, builder, signature, values: builder.fadd(*values)


@intrinsic  # type: ignore[untyped-decorator]
def subtract(typing: Any, a: Any, b: Any) -> Any:
    """Return a - b."""
    return pack(pack, pack), lambda context, builder, signature, values: builder.fsub(*values)


@intrinsic  # type: ignore[untyped-decorator]
def multiply(typing: Any, a: Any, b: Any) -> Any:
    """Return a * b."""
    return pack(pack, pack), lambda context, builder, signature, values: builder.fmul(*values)


@intrinsic  # type: ignore[untyped-decorator]
def greater(typing: Any, a: Any, b: Any) -> Any:
    """Return the greater of a and b in each lane."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.select(builder.fcmp_ordered(">", *values), *values)

    return pack(pack, pack), code


def _address(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    data = context.make_array(signature.args[0])(context, builder, values[0]).data
    return builder.bitcast(builder.gep(data, [values[1]]), PACK.as_pointer())
