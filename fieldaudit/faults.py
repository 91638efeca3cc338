"""A fault of the program is told without values: stderr of a desktop application ends up in a log on disk.

What is written is where it happened and the kind of each exception in the chain, never its message or a variable: both
may hold what somebody answered. Standard library only, and next to nothing is loaded.
"""

from __future__ import annotations

import errno
import sys
from functools import cache
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    import logging
    from types import TracebackType


def report_without_values() -> None:
    """Have exceptions that nobody caught, wherever they rise, and warnings told by `told`."""
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda found: _say(told(found.exc_value)) if found.exc_value is not None else None
    import threading  # noqa: PLC0415 - the launcher's tests count what is loaded
    import warnings  # noqa: PLC0415 - as above

    threading.excepthook = lambda found: _say(told(found.exc_value)) if found.exc_value is not None else None
    warnings.showwarning = _warned


@cache
def hush_logging() -> None:
    """Have whatever a library logs told by its place only; call it before the first library could."""
    import logging  # noqa: PLC0415 - the first page must not wait for it

    handler = logging.StreamHandler()
    handler.setFormatter(_formatter())
    logging.getLogger().addHandler(handler)
    logging.raiseExceptions = False  # a record that cannot be formatted would be printed with its values


def told(error: BaseException) -> str:
    """Return an exception and what it came from as lines of places and kinds, the outermost call first."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        chain = [f"{_kind(current)} at"]
        trace = current.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            chain.append(f"  {code.co_filename}:{trace.tb_lineno} {code.co_qualname}")
            trace = trace.tb_next
        lines[:0] = chain
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(["A fault of the program (values are left out):", *lines])


def _kind(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    number = error.errno if isinstance(error, OSError) else None
    return f"{name} ({errno.errorcode.get(number, number)})" if number is not None else name


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _say(told(error.with_traceback(trace)))


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    del message, file, line  # a library's warning may hold a cell of somebody's sheet
    _say(f"{filename}:{lineno}: {category.__name__}")


def _say(text: str) -> None:
    if sys.stderr is not None:  # a windowed program has none
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def _formatter() -> logging.Formatter:
    import logging  # noqa: PLC0415 - the first page must not wait for it

    class WithoutValues(logging.Formatter):
        """Says who logged, where and how serious; of our own records also the words, which are constants."""

        def format(self, record: logging.LogRecord) -> str:
            where = f"{record.levelname} {record.name} {record.filename}:{record.lineno}"
            words = f"{where} {record.msg}" if record.name.startswith("fieldaudit") and not record.args else where
            error = record.exc_info[1] if record.exc_info else None
            return f"{words}\n{told(error)}" if error is not None else words

    return WithoutValues()
