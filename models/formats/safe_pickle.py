"""Reads pickles without running anything: what a pickle would call or import becomes an inert record.

Python's own unpickler is not used, because it also lets a file of a few bytes claim gigabytes (memo indices,
lengths); here every claim is bounded by the bytes and operations that are really there. `pickletools` splits
a pickle into its operations and runs none of them.
"""

from __future__ import annotations

import pickletools  # nosec B403
import struct
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

from ..errors import Unfit

MOST_BYTES = 32 * 2**20  # tensors lie beside the pickle, which only names them
MOST_OPERATIONS = 1_000_000  # each tensor takes a few
# No count or seed needs more; printing longer ones takes time in the square of it.
MOST_BYTES_OF_A_NUMBER = 64


class PickleError(Unfit):
    """The bytes are no pickle that this reader follows."""


@dataclass(eq=False, frozen=True)
class Global:
    """A class or function that the pickle names; it is never imported."""

    module: str
    name: str


@dataclass(eq=False)
class Record:
    """What calling `name` of `module` with `args` would have made; `entries` if it is a dict or list."""

    module: str
    name: str
    args: tuple[Any, ...] = ()
    state: Any = None
    entries: Any = None


Constructor = Callable[..., Any]


def read_pickle(
    stream: BinaryIO,
    constructors: Mapping[str, Constructor] | None = None,
    persistent: Callable[[Any], Any] | None = None,
) -> Any:
    """The next pickle of the stream; `constructors` (by "module.name") and `persistent` are our own."""
    machine = _Machine({**CONSTRUCTORS, **(constructors or {})}, persistent)
    try:
        for operation, argument, _ in pickletools.genops(cast(IO[bytes], _Limited(stream))):
            machine.step(operation.name, argument)
        return machine.result()
    except PickleError:
        raise
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        EOFError,
        OverflowError,
        RecursionError,
        struct.error,
    ) as error:
        raise PickleError("the pickle is damaged") from error


class _Limited:
    """A stream that gives no more than a pickle may have, however much is asked for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._left = stream, MOST_BYTES

    def read(self, size: int) -> bytes:
        self._left -= size
        if self._left < 0:
            raise PickleError("the pickle is too large")
        return self._stream.read(size)

    def readline(self) -> bytes:
        line = self._stream.readline(1024)
        self._left -= len(line)
        return line

    def tell(self) -> int:
        return self._stream.tell()


class _Machine:
    """The pickle machine: a stack, marks and a memo."""

    def __init__(
        self, constructors: Mapping[str, Constructor], persistent: Callable[[Any], Any] | None
    ) -> None:
        self._constructors, self._persistent = constructors, persistent
        self._stack: list[Any] = []
        self._marks: list[int] = []
        self._memo: dict[int, Any] = {}
        self._spent = 0

    def step(self, operation: str, argument: Any) -> None:
        self._spend(1)
        if operation in LITERALS:
            self._literal(argument)
        elif operation in FRESH:
            self._stack.append(FRESH[operation]())
        else:
            action = ACTIONS.get(operation)
            if action is None:
                raise PickleError("the operation {operation} is not used by checkpoints", operation=operation)
            action(self, argument)

    def result(self) -> Any:
        return self._stack.pop()

    def _spend(self, effort: int) -> None:
        self._spent += effort
        if self._spent > MOST_OPERATIONS:
            raise PickleError("the pickle has too many operations")

    def _literal(self, value: Any) -> None:
        if isinstance(value, int) and value.bit_length() > 8 * MOST_BYTES_OF_A_NUMBER:
            raise PickleError("the pickle has a number that is too long")
        self._stack.append(value)

    def _marked(self) -> list[Any]:
        """What lies above the last mark, taken from the stack."""
        start = self._marks.pop()
        values = self._stack[start:]
        del self._stack[start:]
        return values

    def _mark(self, _: Any) -> None:
        self._marks.append(len(self._stack))

    def _pop(self, _: Any) -> None:
        if self._marks and self._marks[-1] == len(self._stack):
            self._marks.pop()
        else:
            self._stack.pop()

    def _pop_mark(self, _: Any) -> None:
        self._marked()

    def _duplicate(self, _: Any) -> None:
        self._stack.append(self._stack[-1])

    def _tuple(self, _: Any) -> None:
        self._stack.append(tuple(self._marked()))

    def _tuple_of(self, count: int) -> None:
        if len(self._stack) < count:
            raise PickleError("the pickle is damaged")
        values = tuple(self._stack[-count:])
        self._stack[-count:] = [values]

    def _list(self, _: Any) -> None:
        self._stack.append(self._marked())

    def _dict(self, _: Any) -> None:
        self._stack.append(_filled({}, self._marked()))

    def _frozenset(self, _: Any) -> None:
        self._stack.append({_key(value) for value in self._marked()})

    def _append(self, _: Any) -> None:
        value = self._stack.pop()
        _extend(self._stack[-1], [value])

    def _appends(self, _: Any) -> None:
        values = self._marked()
        _extend(self._stack[-1], values)

    def _set_item(self, _: Any) -> None:
        value, key = self._stack.pop(), self._stack.pop()
        _assign(self._stack[-1], [key, value])

    def _set_items(self, _: Any) -> None:
        values = self._marked()
        _assign(self._stack[-1], values)

    def _add_items(self, _: Any) -> None:
        values = self._marked()
        self._stack[-1].update(_key(value) for value in values)

    def _put(self, index: int) -> None:
        self._memo[index] = self._stack[-1]

    def _memoize(self, _: Any) -> None:
        self._memo[len(self._memo)] = self._stack[-1]

    def _get(self, index: int) -> None:
        self._stack.append(self._memo[index])

    def _global(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self._stack.append(Global(module, name))

    def _stack_global(self, _: Any) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        self._stack.append(Global(_text(module), _text(name)))

    def _reduce(self, _: Any) -> None:
        arguments, called = self._stack.pop(), self._stack.pop()
        self._stack.append(self._made(called, arguments))

    def _new_object_with_names(self, _: Any) -> None:
        self._stack.pop()  # keyword arguments; no checkpoint needs them
        self._reduce(_)

    def _object(self, _: Any) -> None:
        called, *arguments = self._marked()
        self._stack.append(self._made(called, tuple(arguments)))

    def _instance(self, argument: str) -> None:
        arguments = tuple(self._marked())
        self._global(argument)
        self._stack.append(self._made(self._stack.pop(), arguments))

    def _made(self, called: Any, arguments: Any) -> Any:
        if not isinstance(arguments, tuple):
            raise PickleError("the pickle is damaged")
        if not isinstance(called, Global):
            return Record("", "", (called, *arguments[:16]))
        constructor = self._constructors.get(f"{called.module}.{called.name}")
        if constructor is None:
            return Record(called.module, called.name, arguments)
        self._spend(sum(len(value) for value in arguments[:8] if hasattr(value, "__len__")))
        return constructor(*arguments)

    def _build(self, _: Any) -> None:
        state = self._stack.pop()
        if isinstance(self._stack[-1], Record):
            self._stack[-1].state = state

    def _persistent_load(self, _: Any) -> None:
        if self._persistent is None:
            raise PickleError("the pickle refers to data outside of it")
        self._stack.append(self._persistent(self._stack.pop()))

    def _nothing(self, _: Any) -> None:
        pass


def _extend(target: Any, values: list[Any]) -> None:
    if isinstance(target, Record):
        if target.entries is None:
            target.entries = []
        target = target.entries
    if not isinstance(target, list):
        raise PickleError("the pickle is damaged")
    target.extend(values)


def _assign(target: Any, values: list[Any]) -> None:
    if isinstance(target, Record):
        if target.entries is None:
            target.entries = {}
        target = target.entries
    if not isinstance(target, dict):
        raise PickleError("the pickle is damaged")
    _filled(target, values)


def _filled(target: dict[Any, Any], values: list[Any]) -> dict[Any, Any]:
    for key, value in zip(values[::2], values[1::2]):
        target[_key(key)] = value
    return target


def _key(value: Any) -> Any:
    """The value as a key; nested tuples could be deeper than hashing them survives."""
    parts = value if isinstance(value, tuple) and len(value) <= 16 else (value,)
    for part in parts:
        if isinstance(part, int) and part.bit_length() > 64:
            raise PickleError("the pickle has a key that is too long")
        if part is not None and not isinstance(part, (str, bytes, int, float, Record, Global)):
            raise PickleError("the pickle has keys that are no names or numbers")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise PickleError("the pickle is damaged")
    return value


def _dictionary(*arguments: Any) -> OrderedDict[Any, Any]:
    """dict, OrderedDict, defaultdict and Counter, from pairs or another dictionary."""
    pairs = next((value for value in arguments if isinstance(value, (dict, list, tuple))), ())
    entries = pairs.items() if isinstance(pairs, dict) else pairs
    return OrderedDict((_key(key), value) for key, value in entries)


def _set(values: Any = ()) -> set[Any]:
    return {_key(value) for value in values}


def _encoded(text: str, encoding: str = "latin1") -> bytes:
    """Bytes as Python 2 protocols write them."""
    return _text(text).encode("latin1")


def _numpy_scalar(dtype: Any, data: Any = b"") -> Any:
    """A NumPy number as a plain one."""
    code = dtype.args[0] if isinstance(dtype, Record) and dtype.name == "dtype" else None
    form = {"f8": "<d", "f4": "<f", "f2": "<e", "i8": "<q", "i4": "<i", "u1": "<B", "b1": "<?"}.get(
        str(code)[:2]
    )
    if isinstance(data, str):  # bytes of Python 2
        data = data.encode("latin1")
    if form is None or not isinstance(data, bytes):
        return Record("numpy", "scalar", (dtype, data))
    return struct.unpack(form, data)[0]


CONSTRUCTORS: dict[str, Constructor] = {
    "collections.OrderedDict": _dictionary,
    "collections.defaultdict": _dictionary,
    "collections.Counter": _dictionary,
    "builtins.dict": _dictionary,
    "__builtin__.dict": _dictionary,
    "builtins.set": _set,
    "__builtin__.set": _set,
    "builtins.frozenset": _set,
    "__builtin__.frozenset": _set,
    "_codecs.encode": _encoded,
    "numpy.core.multiarray.scalar": _numpy_scalar,
    "numpy._core.multiarray.scalar": _numpy_scalar,
}
NUMBERS = ("BININT", "BININT1", "BININT2", "LONG1", "LONG4", "BINFLOAT", "INT", "LONG", "FLOAT")
TEXTS = ("BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "BINSTRING", "SHORT_BINSTRING", "STRING", "UNICODE")
BYTES = ("BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8")
LITERALS = frozenset({*NUMBERS, *TEXTS, *BYTES})
FRESH: dict[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_TUPLE": tuple,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    "EMPTY_SET": set,
}
ACTIONS: dict[str, Callable[[_Machine, Any], None]] = {
    "PROTO": _Machine._nothing,
    "FRAME": _Machine._nothing,
    "STOP": _Machine._nothing,
    "MARK": _Machine._mark,
    "POP": _Machine._pop,
    "POP_MARK": _Machine._pop_mark,
    "DUP": _Machine._duplicate,
    "TUPLE": _Machine._tuple,
    "TUPLE1": lambda machine, _: machine._tuple_of(1),
    "TUPLE2": lambda machine, _: machine._tuple_of(2),
    "TUPLE3": lambda machine, _: machine._tuple_of(3),
    "LIST": _Machine._list,
    "DICT": _Machine._dict,
    "FROZENSET": _Machine._frozenset,
    "APPEND": _Machine._append,
    "APPENDS": _Machine._appends,
    "SETITEM": _Machine._set_item,
    "SETITEMS": _Machine._set_items,
    "ADDITEMS": _Machine._add_items,
    "PUT": _Machine._put,
    "BINPUT": _Machine._put,
    "LONG_BINPUT": _Machine._put,
    "MEMOIZE": _Machine._memoize,
    "GET": _Machine._get,
    "BINGET": _Machine._get,
    "LONG_BINGET": _Machine._get,
    "GLOBAL": _Machine._global,
    "STACK_GLOBAL": _Machine._stack_global,
    "REDUCE": _Machine._reduce,
    "NEWOBJ": _Machine._reduce,
    "NEWOBJ_EX": _Machine._new_object_with_names,
    "OBJ": _Machine._object,
    "INST": _Machine._instance,
    "BUILD": _Machine._build,
    "BINPERSID": _Machine._persistent_load,
}
