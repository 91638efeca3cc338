"""What an expression is evaluated in: the node, its place, the roots, and the form around it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from fieldaudit.checklist.xpath.lexer import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.checklist.tree import TreeNode


def _no_instance(_id: str) -> TreeNode | None:
    return None


def _no_text(_id: str) -> str:
    return ""


def _no_choice(_node: TreeNode, _value: str) -> str:
    return ""


def _no_language() -> str:
    return ""


def _no_property(_name: str) -> str:
    return ""


def local_now() -> datetime:
    """Give the time of this computer, aware of its zone."""
    return datetime.now().astimezone()


#: Steps that one expression may take: a node walked over is one. Ordinary ones take tens, this many about a second.
MAX_STEPS = 5_000_000
_STEPS_PER_TEXT = 150
_MAX_TEXT_DEPTH = 10


class TooLongError(ExpressionError):
    """An expression that has taken all of its steps."""


@dataclass(slots=True)
class Environment:
    """The services of a form that functions use: secondary instances, texts, choices, the clock, chance, properties.

    `steps` are those that are left to the expression that runs; they are counted, not timed, so that what one computer
    stops every other stops too.
    """

    instance: Callable[[str], TreeNode | None] = _no_instance
    itext: Callable[[str], str] = _no_text
    choice_label: Callable[[TreeNode, str], str] = _no_choice
    now: Callable[[], datetime] = local_now
    random: Callable[[], float] = random.random
    language: Callable[[], str] = _no_language
    property: Callable[[str], str] = _no_property
    version: str = ""
    steps: int = MAX_STEPS
    depth: int = 0

    def spend(self, count: int) -> None:
        """Take `count` steps; raises TooLongError when none are left."""
        self.steps -= count
        if self.steps < 0:
            raise TooLongError("It would take too long, so it was stopped.")

    def within(self, text: Callable[[], str]) -> str:
        """Give a text that may hold further texts, down to a depth that only a circle passes."""
        self.spend(_STEPS_PER_TEXT)
        if self.depth >= _MAX_TEXT_DEPTH:
            raise ExpressionError("Its texts refer to each other in a circle.")
        self.depth += 1
        try:
            return text()
        finally:
            self.depth -= 1


class Context:
    """The evaluation context (XPath 1.0, section 1): absolute paths start at `root`, current() gives `current`."""

    __slots__ = ("current", "env", "node", "position", "root", "size")

    def __init__(self, node: TreeNode, root: TreeNode, env: Environment, current: TreeNode | None = None) -> None:
        self.node = node
        self.position = 1
        self.size = 1
        self.root = root
        self.current = node if current is None else current
        self.env = env
