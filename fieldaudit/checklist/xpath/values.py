"""Values of the expression language (float, str, bool, list of nodes), their conversions and comparisons.

XPath 1.0, sections 3.4 and 4, with dates as numbers as ODK XForms wants it. A node-set is a list of TreeNode;
a date is a Moment, which is a float.
"""

from __future__ import annotations

import math
import operator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fieldaudit.checklist.moments import NAN, Moment, text_number
from fieldaudit.checklist.tree import TreeNode, numbers_of

if TYPE_CHECKING:
    from collections.abc import Callable

Value = float | str | bool | list[TreeNode]


def number_text(number: float) -> str:
    """Write a number as XPath does: no exponent, no trailing `.0`; NaN is blank as in ODK."""
    if type(number) is Moment:
        return number.text
    if number.is_integer():
        return str(int(number))
    if math.isnan(number):
        return ""
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text else text


def to_string(value: Value) -> str:
    """Convert as `string()`."""
    if type(value) is str:
        return value
    if type(value) is list:
        return value[0].value() if value else ""
    if type(value) is bool:
        return "true" if value else "false"
    return number_text(value)  # type: ignore[arg-type]


def to_number(value: Value) -> float:
    """Convert as `number()`."""
    if type(value) is float:
        return value
    if type(value) is str:
        return text_number(value)
    if type(value) is list:
        return value[0].number() if value else NAN
    return float(value)  # type: ignore[arg-type]


def to_boolean(value: Value) -> bool:
    """Convert as `boolean()`."""
    if type(value) is bool:
        return value
    if isinstance(value, float):
        return value != 0 and value == value  # noqa: PLR0124 - NaN is false
    return bool(value)


def condition(value: Value) -> bool:
    """Decide a whole expression used as a condition: a path counts by its value, as ODK engines do."""
    if type(value) is list:
        return bool(value) and value[0].value() != ""
    return to_boolean(value)


def equal(left: Value, right: Value) -> bool:
    """Compare with `=`."""
    if type(left) is bool or type(right) is bool:
        return to_boolean(left) == to_boolean(right)
    if type(left) is list and type(right) is list:
        return not {node.value() for node in left}.isdisjoint(node.value() for node in right)
    return _some(operator.eq, left, right)


def unequal(left: Value, right: Value) -> bool:
    """Compare with `!=`; of node-sets, whether some pair differs."""
    if type(left) is bool or type(right) is bool:
        return to_boolean(left) != to_boolean(right)
    if type(left) is list and type(right) is list:
        return bool(left and right) and len({node.value() for node in (*left, *right)}) > 1
    return _some(operator.ne, left, right)


def _some(test: Callable[[Any, Any], bool], left: Value, right: Value) -> bool:
    if type(left) is list:
        return any(_some(test, _Item(node), right) for node in left)  # type: ignore[arg-type]
    if type(right) is list:
        return any(_some(test, left, _Item(node)) for node in right)  # type: ignore[arg-type]
    if isinstance(left, float) or isinstance(right, float):
        return test(_item_number(left), _item_number(right))
    return test(_item_text(left), _item_text(right))


class _Item:
    """One node of a node-set in a comparison, text or number as the other side asks."""

    __slots__ = ("node",)

    def __init__(self, node: TreeNode) -> None:
        self.node = node


def _item_number(value: Any) -> float:
    return value.node.number() if type(value) is _Item else to_number(value)


def _item_text(value: Any) -> str:
    return value.node.value() if type(value) is _Item else to_string(value)


def numbers(value: Value) -> list[float]:
    """Give the numbers of every node of a node-set, or of the one value."""
    if type(value) is list:
        return numbers_of(value)
    return [to_number(value)]


def strings(value: Value) -> list[str]:
    """Give the texts of every node of a node-set, or of the one value."""
    if type(value) is list:
        return [node.value() for node in value]
    return [to_string(value)]


def relation(test: Callable[[float, float], bool]) -> Callable[[Value, Value], bool]:
    """Give the comparison of two values by `test` on their numbers; of node-sets, whether some pair holds."""

    def compare(left: Value, right: Value) -> bool:
        if type(left) is not list and type(right) is not list:
            return test(to_number(left), to_number(right))
        lefts = [number for number in numbers(left) if not math.isnan(number)]
        rights = [number for number in numbers(right) if not math.isnan(number)]
        if not lefts or not rights:
            return False
        return test(min(lefts), max(rights)) or test(max(lefts), min(rights))

    return compare


def divide(left: float, right: float) -> float:
    """Divide as IEEE 754 does."""
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left) or math.isnan(right):
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def modulo(left: float, right: float) -> float:
    """Give the remainder with the sign of the dividend."""
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return NAN
    return math.fmod(left, right)
