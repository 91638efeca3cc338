"""Number functions (ODK XForms, Number Functions; XPath 1.0, section 4.4)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fieldaudit.checklist.moments import NAN, Moment, days, parse_moment
from fieldaudit.checklist.xpath.code import NUMBER
from fieldaudit.checklist.xpath.functions.registry import alias, function
from fieldaudit.checklist.xpath.values import Value, numbers, to_number, to_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.checklist.xpath.context import Context


@function("number", NUMBER, "o?", in_context=True)
def _number(c: Context, value: Value | None = None) -> float:
    given: Value = [c.node] if value is None else value
    when = parse_moment(to_string(given)) if type(given) in {str, list} else None
    if when is None:
        return to_number(given)
    count = days(when)
    return Moment(count, str(math.floor(count)))


@function("int", NUMBER, "n")
def _int(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else float(math.trunc(number))


@function("floor", NUMBER, "n")
def _floor(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else float(math.floor(number))


@function("ceiling", NUMBER, "n")
def _ceiling(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else float(math.ceil(number))


@function("round", NUMBER, "n n?")
def _round(number: float, decimals: float = 0.0) -> float:
    if math.isnan(number) or math.isinf(number) or math.isnan(decimals):
        return number if not math.isnan(decimals) else NAN
    scale = _safely(math.pow, 10.0, decimals)
    shifted = abs(number) * scale
    if math.isinf(shifted) or math.isnan(shifted) or scale == 0:
        return number
    rounded = math.floor(shifted + 0.5) / scale
    return math.copysign(rounded, -1.0 if number < 0 else 1.0)


@function("sum", NUMBER, "O*")
def _sum(*values: Value) -> float:
    return float(sum(sum(numbers(value)) for value in values))


@function("max", NUMBER, "O*")
def _max(*values: Value) -> float:
    return _extreme(max, values)


@function("min", NUMBER, "O*")
def _min(*values: Value) -> float:
    return _extreme(min, values)


def _extreme(pick: Callable[[list[float]], float], values: tuple[Value, ...]) -> float:
    found = [number for value in values for number in numbers(value)]
    if not found or any(math.isnan(number) for number in found):
        return NAN
    return float(pick(found))


@function("pi", NUMBER)
def _pi() -> float:
    return math.pi


@function("abs", NUMBER, "n")
def _abs(number: float) -> float:
    return abs(number)


@function("pow", NUMBER, "n n")
def _pow(number: float, power: float) -> float:
    if number == 0 and power < 0:
        is_odd = power.is_integer() and power % 2 == 1
        return math.copysign(math.inf, number) if is_odd else math.inf
    return _safely(math.pow, number, power)


@function("exp10", NUMBER, "n")
def _exp10(number: float) -> float:
    return _safely(math.pow, 10.0, number)


def _safely(run: Callable[..., float], *arguments: float) -> float:
    try:
        return run(*arguments)
    except ValueError:
        return NAN
    except OverflowError:
        return math.inf


def _log_of(run: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: -math.inf if number == 0 else _safely(run, number)


def _declare_plain() -> None:
    for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sqrt", "exp"):
        run = getattr(math, name)
        function(name, NUMBER, "n")(lambda number, run=run: _safely(run, number))
    function("atan2", NUMBER, "n n")(lambda one, two: _safely(math.atan2, one, two))
    function("log", NUMBER, "n")(_log_of(math.log))
    function("log10", NUMBER, "n")(_log_of(math.log10))


_declare_plain()
alias("ceil", "ceiling")
