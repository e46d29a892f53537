"""What kernels say to the memory where reads jump from place to place."""

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

__all__ = ["fetch"]


@intrinsic  # type: ignore[untyped-decorator]
def fetch(typing: Any, array: Any, place: Any) -> Any:
    """Ask for the line of memory of a place of an array, so that it is near when it is loaded."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        data = context.make_array(signature.args[0])(context, builder, values[0]).data
        address = builder.bitcast(builder.gep(data, [values[1]]), byte)
        builder.call(ask, [address, number(0), number(3), number(1)])  # to read, to be kept, data
        return context.get_dummy_value()

    return types.void(array, types.int64), code
