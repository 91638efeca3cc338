"""What a screen sees of one place: its state, texts and choices, worked out when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from fieldaudit.checklist.data import DataNode, positional_ref, stable_ref
from fieldaudit.checklist.model import SELECTIONS, Bind, Control
from fieldaudit.checklist.options import Choice, choices
from fieldaudit.checklist.texts import media_of, render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fieldaudit.checklist.model import Text
    from fieldaudit.checklist.state import State

T = TypeVar("T")

_TRUE = "true()"
_FALSE = "false()"


class Node:
    """A place of the form as it stands now; reading an attribute evaluates what it needs."""

    __slots__ = ("_data", "_state")

    def __init__(self, state: State, data: DataNode) -> None:
        self._state = state
        self._data = data

    @property
    def ref(self) -> str:
        """The ref with 1-based positions."""
        return positional_ref(self._data)

    @property
    def stable(self) -> str:
        """The ref with row ids."""
        return stable_ref(self._data)

    @property
    def template(self) -> str:
        """The ref without positions."""
        return self._data.definition.ref

    @property
    def control(self) -> Control | None:
        """The control for this place, if the body has one."""
        return self._state.form.controls.get(self._data.definition.number)

    @property
    def bind(self) -> Bind:
        """The bind of this place."""
        return self._state.form.bind_list[self._data.definition.number]

    @property
    def kind(self) -> str:
        """One of root, group, repeat (a row), input, select1, select, upload, trigger, range, rank, value."""
        definition = self._data.definition
        if definition is self._state.form.root:
            return "root"
        if definition.repeated:
            return "repeat"
        if definition.children:
            return "group"
        control = self.control
        return "value" if control is None or control.kind in {"group", "repeat"} else control.kind

    @property
    def type(self) -> str:
        """The data type of the bind."""
        return self.bind.type

    @property
    def value(self) -> str:
        """The value as expressions see it: blank while irrelevant; of a group, blank."""
        return "" if self._data.slots else self._data.text

    @property
    def stored(self) -> str:
        """The value as it is stored, kept while the place is irrelevant."""
        return self._data.raw

    @property
    def relevant(self) -> bool:
        """Whether this place and all above it are relevant."""
        return self._data.relevant

    @property
    def readonly(self) -> bool:
        """Whether this place or one above it is read-only."""
        return self._look("readonly", lambda: is_readonly(self._state, self._data))

    @property
    def required(self) -> bool:
        """Whether an answer is required now."""
        return self._look("required", lambda: _holds(self._state, self._data, self.bind, "required"))

    @property
    def violation(self) -> str | None:
        """Which condition the value violates: constraint, required, or None."""
        return self._look("violation", lambda: violation(self._state, self._data))

    @property
    def message(self) -> str:
        """The form's message for the violation, blank when there is none."""
        bind = self.bind
        text = {"constraint": bind.constraint_message, "required": bind.required_message}.get(self.violation or "")
        return self._look("message", lambda: render(self._state, text, self._data))

    @property
    def label(self) -> str:
        """The label in the session's language."""
        control = self.control
        return "" if control is None else self._render("label", control.label)

    @property
    def short_label(self) -> str:
        """The short form of the label, the label itself where there is none."""
        control = self.control
        return "" if control is None else self._render("short_label", control.label, "short") or self.label

    @property
    def hint(self) -> str:
        """The hint in the session's language."""
        control = self.control
        return "" if control is None else self._render("hint", control.hint)

    @property
    def guidance(self) -> str:
        """The guidance that goes with the hint."""
        control = self.control
        return "" if control is None else self._render("guidance", control.hint, "guidance")

    @property
    def media(self) -> Mapping[str, str]:
        """The media of the label: file names by image, audio, video or big-image."""
        control = self.control
        return {} if control is None else self._look("media", lambda: media_of(self._state, control.label, self._data))

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices that can be made now."""
        control = self.control
        if control is None or control.kind not in SELECTIONS:
            return ()
        return self._look("choices", lambda: choices(self._state, self._data, control))

    @property
    def appearance(self) -> str:
        """The appearance words of the control."""
        control = self.control
        return "" if control is None else control.appearance

    @property
    def audience(self) -> str:
        """Who may see it: site, client, headoffice or restricted."""
        return self.bind.audience

    @property
    def row(self) -> str:
        """The row id of a repeat's row, blank elsewhere."""
        return self._data.row

    def _render(self, what: str, text: Text | None, form: str = "") -> str:
        return self._look(what, lambda: render(self._state, text, self._data, form))

    def _look(self, what: str, read: Callable[[], T]) -> T:
        return self._state.look(what, self._data, read)

    def __repr__(self) -> str:
        return f"Node({self.ref!r}, {self.kind}, {self.value!r})"


def is_readonly(state: State, data: DataNode) -> bool:
    """Whether the place or one above it is read-only."""
    step: DataNode | None = data
    while step is not None and step.parent is not None:
        if _holds(state, step, state.form.bind_list[step.definition.number], "readonly"):
            return True
        step = step.parent
    return False


def _holds(state: State, data: DataNode, bind: Bind, name: str) -> bool:
    expression = bind.required if name == "required" else bind.readonly
    if expression is None or expression.source == _FALSE:
        return False
    return expression.source == _TRUE or bool(state.evaluate(expression.condition, expression, data, default=False))


def violation(state: State, data: DataNode) -> str | None:
    """Tell which condition a leaf violates; a blank value violates no constraint."""
    if data.slots or not data.relevant:
        return None
    bind = state.form.bind_list[data.definition.number]
    if data.text:
        constraint = bind.constraint
        if constraint is None or state.evaluate(constraint.condition, constraint, data, default=True):
            return None
        return "constraint"
    return "required" if _holds(state, data, bind, "required") else None
