"""How an audit was closed, in words: the standing signature, the site's answer, earlier versions and why they ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.audits.presenter import ClosingPart
from fieldaudit.desktop.wiring.lines import as_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fieldaudit.audit.audit_view import SignedClosing
    from fieldaudit.audit.cells import Cell
    from fieldaudit.audit.views import AuditView

_YES = ("true", "yes")
_NO = ("false", "no")


def closing_parts(view: AuditView) -> tuple[ClosingPart, ...]:
    """Return every signature on an audit with the site's answers to it, the one that stands first."""
    return tuple(part for closing in reversed(view.closings) for part in _parts(view, closing))


def _parts(view: AuditView, closing: SignedClosing) -> Iterator[ClosingPart]:
    translate = QCoreApplication.translate
    stands = view.closing is not None and closing.hash == view.closing.hash
    number = {"version": closing.version}
    title = (
        translate("audit", "How it was closed: version {version}")
        if stands
        else translate("audit", "Version {version}, which no longer stands")
    )
    yield ClosingPart(
        title.format(**number),
        (
            (translate("audit", "Outcome"), wording.outcome(closing.outcome)),
            (translate("audit", "Reason"), closing.reason),
            (translate("audit", "Signed"), _when(closing.time)),
            (translate("audit", "Taken up again"), view.amendments.get(closing.hash, "")),
        ),
    )
    for cell in view.slots.get(f"site_closing/{closing.hash}", ()):
        yield _site_answer(cell, closing.version)


def _site_answer(cell: Cell, version: int) -> ClosingPart:
    translate, said = QCoreApplication.translate, cell.value
    answers = {
        "agree": translate("audit", "agrees"),
        "dispute": translate("audit", "disputes"),
    }
    word, authority = str(said["answer"]), str(said.get("authority", "")).lower()
    may = translate("audit", "yes") if authority in _YES else translate("audit", "no") if authority in _NO else ""
    return ClosingPart(
        translate("audit", "The site's answer to version {version}").format(version=version),
        (
            (translate("audit", "Answer"), answers.get(word, word)),
            (translate("audit", "Comment"), str(said.get("comment", ""))),
            (translate("audit", "Name"), str(said["name"])),
            (translate("audit", "Function"), str(said["function"])),
            (translate("audit", "Authority over the actions"), may),
            (translate("audit", "Given"), _when(cell.time)),
        ),
    )


def _when(time: str) -> str:
    moment = as_moment(time)
    return wording.moment(moment) if moment else ""
