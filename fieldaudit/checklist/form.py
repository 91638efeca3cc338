"""The form: everything read from its XForm, shared by all sessions over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from fieldaudit.checklist.model import QUESTIONS, Action, Bind, Control, Parts

if TYPE_CHECKING:
    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.graph import Graph
    from fieldaudit.checklist.tree import TreeNode

VALUE_CHANGED = "xforms-value-changed"

#: Text id -> form ("" for the plain one) -> parts.
Translation = Mapping[str, Mapping[str, Parts]]


@dataclass(frozen=True, eq=False)
class Form:
    """A form, immutable once read. `digest` is the SHA-256 over the XForm and its attachments, names sorted.

    `last_saved` names the secondary instances that stand for the record that was saved last.
    """

    digest: str
    xform: bytes
    attachments: Mapping[str, bytes]
    id: str
    version: str
    title: str
    languages: tuple[str, ...]
    default_language: str
    body: tuple[Control, ...]
    binds: Mapping[str, Bind]
    document: Definition
    definitions: tuple[Definition, ...]
    seed: TreeNode
    templates: Mapping[int, TreeNode]
    namespaces: Mapping[str, str]
    instances: Mapping[str, TreeNode]
    translations: Mapping[str, Translation]
    actions: tuple[Action, ...]
    graph: Graph
    warnings: tuple[str, ...] = field(default=())
    last_saved: frozenset[str] = frozenset()

    @property
    def root(self) -> Definition:
        """The definition of the primary instance's root element."""
        return self.document.children[0]

    @cached_property
    def by_ref(self) -> Mapping[str, Definition]:
        """The definitions by template ref."""
        return {definition.ref: definition for definition in self.definitions}

    @cached_property
    def controls(self) -> Mapping[int, Control]:
        """The control of each definition that has one, by the definition's number."""
        found: dict[int, Control] = {}
        for control in self.walk():
            if control.definition is not None:
                found.setdefault(control.definition.number, control)
        return found

    @cached_property
    def bind_list(self) -> tuple[Bind, ...]:
        """The bind of each definition, by number."""
        return tuple(self.binds[definition.ref] for definition in self.definitions)

    @cached_property
    def listeners(self) -> Mapping[int, tuple[Action, ...]]:
        """The actions that a change of a value sets off, by the number of its definition."""
        found: dict[int, tuple[Action, ...]] = {}
        for action in self.actions:
            if action.source is not None and VALUE_CHANGED in action.events:
                found[action.source.number] = (*found.get(action.source.number, ()), action)
        return found

    def walk(self) -> list[Control]:
        """Give every control in order."""
        return [control for top in self.body for control in top.walk()]

    @property
    def question_count(self) -> int:
        """The number of controls that take an answer, each place once."""
        return sum(1 for control in self.controls.values() if control.kind in QUESTIONS)
