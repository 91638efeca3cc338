"""How an audit was closed, in words: the standing signature, what people said of it, earlier versions and their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.audits.presenter import ClosingPart
from fieldaudit.desktop.wiring.lines import as_moment
from fieldaudit.vault.statements import SITE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fieldaudit.audit.audit_view import SignedClosing
    from fieldaudit.audit.views import AuditView
    from fieldaudit.vault.statements import Statement


def closing_parts(view: AuditView, said: Sequence[Statement] = ()) -> tuple[ClosingPart, ...]:
    """Return every signature on an audit with what people said of it, the one that stands first."""
    return tuple(part for closing in reversed(view.closings) for part in _parts(view, closing, said))


def _parts(view: AuditView, closing: SignedClosing, said: Sequence[Statement]) -> Iterator[ClosingPart]:
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
    for one in said:
        if one.closing == closing.hash:
            yield _statement(one, closing.version)


def _statement(said: Statement, version: int) -> ClosingPart:
    translate = QCoreApplication.translate
    site = said.party == SITE
    title = (
        translate("audit", "The site's answer to version {version}")
        if site
        else translate("audit", "The supervisor's statement on version {version}")
    )
    may = {True: translate("audit", "yes"), False: translate("audit", "no"), None: ""}
    return ClosingPart(
        title.format(version=version),
        (
            (translate("audit", "Answer"), wording.statement(said.answer)),
            (translate("audit", "Comment"), said.comment),
            (translate("audit", "Name"), said.name or translate("audit", "not given")),
            (translate("audit", "Function"), said.function),
            (translate("audit", "Authority over the actions"), may[said.authority] if site else ""),
            (translate("audit", "Standing"), wording.standing(said.standing, said.by)),
            (translate("audit", "Given"), _when(said.time)),
        ),
    )


def _when(time: str) -> str:
    moment = as_moment(time)
    return wording.moment(moment) if moment else ""
