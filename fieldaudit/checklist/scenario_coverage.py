"""What a form's scenarios reached: its questions, choices and rules, and those that none of them did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldaudit.checklist.model import QUESTIONS, SELECTIONS
from fieldaudit.errors import AnswerRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldaudit.checklist.form import Form
    from fieldaudit.checklist.session import Session

Choice = tuple[str, str]


@dataclass
class Reached:
    """What one scenario reached, by template ref; a choice is a ref and a value.

    `answered` holds the questions that got an answer, `shown` those that were relevant, `offered` the choices that
    could be made and `chosen` those that were; `raised` and `quiet` the rules that found something, and nothing.
    """

    answered: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    offered: set[Choice] = field(default_factory=set)
    chosen: set[Choice] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)
    quiet: set[str] = field(default_factory=set)

    def answer(self, session: Session, ref: str) -> None:
        """Note the answer that the question at `ref` has just got."""
        node = session.node(ref)
        if node.value:
            self.answered.add(node.template)
        if node.control is not None and node.control.kind in SELECTIONS:
            self.offered.update((node.template, choice.value) for choice in node.choices)
            self.chosen.update((node.template, value) for value in node.value.split())

    def look(self, session: Session) -> None:
        """Note what the form shows and finds as it stands now."""
        for node in session.nodes():
            if node.kind in QUESTIONS:
                if node.relevant:
                    self.shown.add(node.template)
                self.answer(session, node.stable)
        for one in session.findings():
            if one.verdict in {"noncompliant", "compliant"}:
                rules = self.raised if one.verdict == "noncompliant" else self.quiet
                rules.add(session.node(one.ref).template)


@dataclass(frozen=True)
class Coverage:
    """How much of a form its scenarios reach; the tuples hold what they do not, in the form's order.

    A choice is written `ref=value`. A rule is reached when it found something in one scenario and nothing in another.
    """

    questions: int
    choices: int
    rules: int
    unanswered: tuple[str, ...]
    never_shown: tuple[str, ...]
    unchosen: tuple[str, ...]
    never_raised: tuple[str, ...]
    never_quiet: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Tell whether nothing is left out."""
        return not (self.unanswered or self.unchosen or self.never_raised or self.never_quiet)


def cover(form: Form, scenarios: Iterable[Reached], blank: Reached) -> Coverage:
    """Return what the scenarios reach of `form`; `blank` is what a form without answers shows and offers."""
    every = [blank, *scenarios]
    fixed = [ref for ref, bind in form.binds.items() if bind.calculate is not None]
    questions = [control.ref for control in form.controls.values() if control.kind in QUESTIONS]
    asked = [ref for ref in questions if ref not in fixed and not _is_note(form, ref)]
    answered, shown = _union(each.answered for each in every[1:]), _union(each.shown for each in every)
    offered, chosen = _pairs(each.offered for each in every), _pairs(each.chosen for each in every[1:])
    rules = [ref for ref, bind in form.binds.items() if bind.audit is not None and bind.audit.finding is not None]
    raised, quiet = _union(each.raised for each in every[1:]), _union(each.quiet for each in every[1:])
    order = {ref: at for at, ref in enumerate(form.binds)}
    open_choices = sorted((pair for pair in offered - chosen if pair[0] in asked), key=lambda pair: order[pair[0]])
    return Coverage(
        questions=len(asked),
        choices=sum(pair[0] in asked for pair in offered),
        rules=len(rules),
        unanswered=tuple(ref for ref in asked if ref not in answered),
        never_shown=tuple(ref for ref in asked if ref not in shown),
        unchosen=tuple(f"{ref}={value}" for ref, value in open_choices),
        never_raised=tuple(ref for ref in rules if ref not in raised),
        never_quiet=tuple(ref for ref in rules if ref not in quiet),
    )


def _is_note(form: Form, ref: str) -> bool:
    """Whether it only shows a text: a read-only input, which XLSForm calls a note."""
    bind = form.binds[ref]
    return bind.readonly is not None and bind.readonly.source.strip() == "true()"


def _union(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)


def _pairs(sets: Iterable[set[Choice]]) -> set[Choice]:
    return set().union(*sets)


def refused(session: Session, ref: str, value: str) -> bool:
    """Tell whether the question refuses the answer; where it takes it, it keeps it."""
    try:
        session.answer(ref, value)
    except AnswerRefused:
        return True
    return False
