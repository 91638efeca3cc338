"""Repeat functions and seeded shuffling (ODK XForms, Repeat Functions and `randomize()`)."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING

from fieldaudit.checklist.xpath.code import NODES, Code, Scope, nodes_call, number_call
from fieldaudit.checklist.xpath.functions.registry import Compile, function, special
from fieldaudit.checklist.xpath.lexer import ExpressionError
from fieldaudit.checklist.xpath.values import Value, to_number, to_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.checklist.tree import TreeNode
    from fieldaudit.checklist.xpath.context import Context
    from fieldaudit.checklist.xpath.syntax import Call

_MODULUS = 2_147_483_647
_MULTIPLIER = 16_807


@special("indexed-repeat", NODES, "N N n o*")
def _indexed_repeat(call: Call, scope: Scope, compile_: Compile) -> Code:
    codes = [compile_(argument, scope) for argument in call.arguments]
    if len(codes) % 2 == 0:
        return Code(NODES, lambda _c: _unpaired())
    target = nodes_call(codes[0])
    pairs = [(nodes_call(codes[at]), number_call(codes[at + 1])) for at in range(1, len(codes), 2)]

    def nodes(c: Context) -> list[TreeNode]:
        chosen = _choose([(repeats(c), index(c)) for repeats, index in pairs])
        return [] if chosen is None else [node for node in target(c) if _is_inside(node, chosen)]

    return Code(NODES, nodes)


def _unpaired() -> list[TreeNode]:
    raise ExpressionError("“indexed-repeat()” needs an index after each repeat.")


def _depth(node: TreeNode) -> int:
    depth = 0
    while node.parent is not None:
        node = node.parent
        depth += 1
    return depth


def _choose(pairs: list[tuple[list[TreeNode], float]]) -> TreeNode | None:
    """Go down from the outermost repeat to the instance that the indexes name."""
    if any(not repeats or math.isnan(index) for repeats, index in pairs):
        return None
    chosen: TreeNode | None = None
    for repeats, index in sorted(pairs, key=lambda pair: _depth(pair[0][0])):
        inside = repeats if chosen is None else [node for node in repeats if _is_inside(node, chosen)]
        if not (index.is_integer() and 1 <= index <= len(inside)):
            return None
        chosen = inside[int(index) - 1]
    return chosen


def _is_inside(node: TreeNode, ancestor: TreeNode) -> bool:
    step: TreeNode | None = node.parent
    while step is not None:
        if step is ancestor:
            return True
        step = step.parent
    return False


@function("randomize", NODES, "N o?", in_context=True)
def _randomize(c: Context, nodes: list[TreeNode], seed: Value | None = None) -> list[TreeNode]:
    c.env.spend(4 * len(nodes))  # what moving each takes
    return shuffled(nodes, c.env.random if seed is None else _generator(seed_number(seed)))


def shuffled(nodes: list[TreeNode], chance: Callable[[], float]) -> list[TreeNode]:
    """Shuffle with the inside-out variant of Fisher-Yates."""
    result: list[TreeNode] = []
    for at, node in enumerate(nodes):
        other = math.floor(chance() * (at + 1))
        result.append(node)
        result[at], result[other] = result[other], node
    return result


def seed_number(seed: Value) -> int:
    """Make the seed a whole number as JavaRosa does; any other text by its SHA-256."""
    number = to_number(seed)
    if math.isnan(number):
        text = to_string(seed)
        digest = hashlib.sha256(text.encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True) if text else 0
    if math.isinf(number):
        return 2**63 - 1 if number > 0 else -(2**63)
    return math.trunc(number)


def _generator(seed: int) -> Callable[[], float]:
    """Give the Park-Miller generator."""
    state = int(math.copysign(abs(seed) % _MODULUS, seed))
    if state <= 0:
        state += _MODULUS - 1

    def chance() -> float:
        nonlocal state
        state = state * _MULTIPLIER % _MODULUS
        return (state - 1) / (_MODULUS - 1)

    return chance
