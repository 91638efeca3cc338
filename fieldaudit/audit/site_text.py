"""What a closing says to the site, made of the lines that it covers alone: what an on-site supervisor reads and signs.

Nothing is left out of a larger view here: whoever builds this has no other line.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import actions, finding_view
from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.cells import from_entries
from fieldaudit.audit.record_views import VisitView
from fieldaudit.audit.severity import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fieldaudit.audit.cells import Cell
    from fieldaudit.audit.slots import Entry


@dataclass(frozen=True)
class Wording:
    """The words of one question: its number and label, and those of its choices by value."""

    number: str = ""
    label: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def text(self, value: str) -> str:
        """Return an answer as a person reads it."""
        return ", ".join(self.choices.get(one) or one for one in value.split()) if self.choices else value


@dataclass(frozen=True)
class SiteAnswered:
    """A question with its answer, or why it was not checked, and the note to it."""

    number: str
    label: str
    text: str
    skipped: str = ""
    note: str = ""


@dataclass(frozen=True)
class SiteAction:
    """What is to be done about a finding, by whom and by when (ISO)."""

    text: str
    owner: str
    due: str


@dataclass(frozen=True)
class SiteFound:
    """A finding with its actions; `seen` is (affected, sampled) where both were counted."""

    title: str
    severity: str
    clause: str
    answer: str
    note: str
    owner: str
    due: str
    seen: tuple[int, int] | None
    actions: tuple[SiteAction, ...]


@dataclass(frozen=True)
class SiteText:
    """Everything that a closing says to the site; `day` is ISO, `files` counts what is attached and not shown here."""

    form: str
    auditor: str
    day: str
    announcement: str
    outcome: str
    reason: str
    version: int
    closing: str
    findings: tuple[SiteFound, ...]
    answers: tuple[SiteAnswered, ...]
    files: int


def site_text(
    audit: str, closing: str, said: Mapping[str, Any], entries: Iterable[Entry], words: Mapping[str, Wording]
) -> SiteText:
    """Assemble it from what the closing says to the site (`said`) and the lines that are for the site.

    `words` are those of the questions, by stable reference.
    """
    records: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        records[entry.event.record].append(entry)
    cells = {record: from_entries(found) for record, found in records.items()}
    types = {record: found[0].event.type for record, found in records.items()}
    view = AuditView.of(cells.get(audit, ()))
    visit = VisitView.of(cells.get(view.visit, ()))
    todo = [actions.view(cells[record]) for record, kind in types.items() if kind == "action"]
    return SiteText(
        form=view.field("form_title"),
        auditor=view.field("auditor"),
        day=visit.field("date") or view.field("started"),
        announcement=visit.announcement,
        outcome=str(said["outcome"]),
        reason=str(said["reason"]),
        version=int(said["version"]),
        closing=closing,
        findings=_findings(view, cells, todo, words),
        answers=_answers(view, words),
        files=len(said["evidence"]),
    )


def _findings(
    view: AuditView,
    cells: Mapping[str, list[Cell]],
    todo: Iterable[actions.ActionView],
    words: Mapping[str, Wording],
) -> tuple[SiteFound, ...]:
    found = [
        finding_view.view(slot.removeprefix("finding/"), heads, cells.get(slot.removeprefix("finding/"), ()))
        for slot, heads in view.slots.items()
        if slot.startswith("finding/")
    ]
    its: dict[str, list[SiteAction]] = defaultdict(list)
    for one in sorted(todo, key=lambda one: (one.due or "9999", one.id)):
        its[one.finding].append(SiteAction(one.text, one.owner, one.due))
    return tuple(
        SiteFound(
            title=one.title,
            severity=one.severity,
            clause=one.clause,
            answer=words.get(one.ref, Wording()).text(view.answers.get(one.ref, "")),
            note=view.notes.get(one.ref, ""),
            owner=one.owner,
            due=one.due,
            seen=None if one.affected is None or one.sampled is None else (one.affected, one.sampled),
            actions=tuple(its[one.id]),
        )
        for one in sorted(found, key=lambda one: (-rank(one.severity), one.time))
        if not one.withdrawn
    )


def _answers(view: AuditView, words: Mapping[str, Wording]) -> tuple[SiteAnswered, ...]:
    """Return what was answered and marked, in the order of the questions as they were worded, the rest behind."""
    refs = dict.fromkeys([*words, *view.answers, *view.skips, *view.notes])
    return tuple(
        SiteAnswered(
            number=word.number,
            label=word.label or ref,
            text=word.text(view.answers.get(ref, "")),
            skipped=view.skips.get(ref, ""),
            note=view.notes.get(ref, ""),
        )
        for ref in refs
        if ref in view.answers or ref in view.skips or ref in view.notes
        for word in [words.get(ref, Wording())]
    )
