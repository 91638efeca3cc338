"""What an expression is evaluated in: the node, its place, the roots, and the form around it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.checklist.tree import TreeNode


def _no_instance(_id: str) -> TreeNode | None:
    return None


def _no_text(_id: str) -> str:
    return ""


def _no_choice(_node: TreeNode, _value: str) -> str:
    return ""


def local_now() -> datetime:
    """Give the time of this computer, aware of its zone."""
    return datetime.now().astimezone()


@dataclass(slots=True)
class Environment:
    """The services of a form that functions use: secondary instances, texts, choices, the clock and chance."""

    instance: Callable[[str], TreeNode | None] = _no_instance
    itext: Callable[[str], str] = _no_text
    choice_label: Callable[[TreeNode, str], str] = _no_choice
    now: Callable[[], datetime] = local_now
    random: Callable[[], float] = random.random


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
