"""The sample audit: a garment factory where most things are in order and some are not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fieldaudit import assets
from fieldaudit.demo import photos
from fieldaudit.field.findings import FindingDetails, update
from fieldaudit.vault.follow_up import NewAction, open_action

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.field.work import AuditWork

INSTRUMENT = "workplace-inspection"
_ORDINARY = "01-*.json"  # the scenario in which everything is in order
_CONTAINERS = ("root", "group", "repeat", "value")
_FIRE = "/data/fire/floor[{}]/"

CHANGES: dict[str, str] = {
    "announcement": "unannounced",
    "headcount_roster": "118",
    "roster_missing": "2",
    "roster_records": "unable",
    _FIRE.format(2) + "floor_exits_clear": "no",
    _FIRE.format(2) + "floor_exits": "1",
    "drill_shifts": "no",
    "machines_unguarded": "2",
    "unguarded_in_use": "yes",
    "ppe_without": "9",
    "chemical_storage": "unable",
    "documents_held": "1",
    "grievance_log": "no",
    "room_people": "7",
    "good_practice": "A workers' safety reader is printed in four languages and updated by the committee.",
}


@dataclass(frozen=True)
class Picture:
    """A photo of the sample: the question it belongs to, how it is drawn, its file name and what is noted beside it."""

    name: str
    draw: Callable[[datetime], bytes]
    file: str
    note: str


PICTURES = (
    Picture(
        _FIRE.format(2) + "floor_exits_clear",
        photos.blocked_exit,
        "IMG_2041.jpg",
        "Exit 2 chained, exit 4 blocked by pallets. Both opened during the visit; the guard held the key.",
    ),
    Picture(
        "machines_unguarded", photos.open_guard, "IMG_2047.jpg", "Two presses at line 3, guards tied back with wire."
    ),
    Picture(
        _FIRE.format(1) + "floor_alarm",
        photos.fire_panel,
        "IMG_2052.jpg",
        "Panel shows a fault in zone 2 since the morning.",
    ),
)
NOT_CHECKED = ("eyewash", "The store was locked and the key holder had left.")


def answer_sample(work: AuditWork, today: date) -> None:
    """Answer the bundled workplace inspection: the scenario where all is in order, with the sample's own findings."""
    names = _names(work)
    for step in _steps(today):
        match step:
            case {"add": str(repeat)}:
                work.add_repeat(repeat)
            case [str(name), str(value)]:
                _answer(work, names.get(name, name), value)
    for name, value in CHANGES.items():  # those that only appear once others are answered
        _answer(work, names.get(name, name), value)
    work.skip(names[NOT_CHECKED[0]], NOT_CHECKED[1])
    for number, picture in enumerate(PICTURES):
        taken = datetime.combine(today, datetime.min.time(), UTC) + timedelta(hours=13, minutes=50 + number)
        ref = names.get(picture.name, picture.name)
        work.attach(ref, picture.draw(taken), picture.file)
        work.note(ref, picture.note)


def answer_beginning(work: AuditWork, today: date, steps: int) -> None:
    """Answer only the first `steps` of the sample, as on a visit that is not over yet."""
    names = _names(work)
    for step in _steps(today)[:steps]:
        if isinstance(step, list):
            name, value = map(str, step)
            _answer(work, names.get(name, name), value)
        else:
            work.add_repeat(step["add"])


def attach_sample(work: AuditWork, today: date) -> None:
    """Attach a photo to the first question of any form that takes one, or to its first question."""
    questions = [
        node for node in work.session.nodes() if node.relevant and node.control and node.kind not in _CONTAINERS
    ]
    uploads = [node for node in questions if node.kind == "upload"]
    if questions:
        taken = datetime.combine(today, datetime.min.time(), UTC) + timedelta(hours=14)
        work.attach((uploads or questions)[0].stable, photos.fire_panel(taken), "IMG_2060.jpg")


def follow_up_sample(work: AuditWork, today: date) -> int:
    """Say more about the sample's findings and open an action for every critical and major one; returns how many."""
    opened = 0
    for finding in work.findings():
        if finding.withdrawn:
            continue
        if finding.audience != "restricted":
            update(work.vault, finding, FindingDetails(spread="systemic" if finding.reasons else "isolated"))
        if finding.severity in ("critical", "major"):
            kind = "containment" if finding.severity == "critical" else "corrective"
            text = finding.advice.partition(". ")[0].rstrip(".") or f"Put right: {finding.title}"
            due = finding.due or (today + timedelta(days=30)).isoformat()
            open_action(work.vault, finding, NewAction(kind, text, finding.owner or "site manager", due))
            opened += 1
    return opened


def _answer(work: AuditWork, ref: str, value: str) -> None:
    if work.session.has(ref) and work.session.node(ref).relevant and work.session.node(ref).value != value:
        work.answer(ref, value)


def _steps(today: date) -> list[Any]:
    """Return the ordinary scenario's steps, dated to today, with the sample's own answers in their places."""
    [file] = (assets.folder("forms") / INSTRUMENT / "scenarios").glob(_ORDINARY)
    scenario = json.loads(file.read_text(encoding="utf-8"))
    days = {"visit_date": today, "drill_date": today - timedelta(days=70)}
    steps: list[Any] = []
    for step in scenario["answers"]:
        if isinstance(step, list):
            name, value = step
            steps.append([name, days[name].isoformat() if name in days else CHANGES.get(name, value)])
        else:
            steps.append(step)
    return steps


def _names(work: AuditWork) -> dict[str, str]:
    """Return references by the questions' own names."""
    return {ref.rpartition("/")[2]: ref for ref in work.session.form.binds}
