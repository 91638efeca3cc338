"""On the supervisor's own computer: what they are asked to sign, read as far as it is for the site, and their word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.events import NewEvent
from fieldaudit.audit.given import COUNTERSIGN, CountersignView
from fieldaudit.audit.slots import STATEMENT
from fieldaudit.errors import NotJoined, NotYourRole, StatementRefused
from fieldaudit.exchange import countersign_view, membership
from fieldaudit.exchange.countersign_request import SUPERVISOR, Request, answers, facts
from fieldaudit.field.closing import AGREE, DISSENT
from fieldaudit.field.saying import LONGEST, check_picture

if TYPE_CHECKING:
    from fieldaudit.audit.site_text import SiteText
    from fieldaudit.vault import Vault

ANSWERS = (AGREE, DISSENT)


@dataclass(frozen=True)
class ToSign(Request):
    """A request; `answer` is agree, dissent or "" while nothing was said, `newer` whether a later version asks.

    `withdrawn` says when head office took it back (UTC), "" while it stands.
    """

    answer: str
    comment: str
    said: str
    newer: bool
    withdrawn: str

    @property
    def waits(self) -> bool:
        """Whether it is still to be signed."""
        return not (self.answer or self.newer or self.withdrawn)


@dataclass(frozen=True)
class Countersigned:
    """What a supervisor says of a closing; `signature` is a PNG in base64, or ""."""

    answer: str
    function: str
    comment: str = ""
    signature: str = ""


def to_sign(vault: Vault) -> list[ToSign]:
    """Return what this seat was asked to sign, what waits first, then the newest."""
    found = [CountersignView.of(vault.cells(row.id, "field/")) for row in vault.records(COUNTERSIGN)]
    mine = [one for one in found if one.seat == vault.seat]
    newest = {one.audit: max(other.version for other in mine if other.audit == one.audit) for one in mine}
    rows = [_row(vault, one, newest[one.audit]) for one in mine]
    rows.sort(key=lambda row: row.asked, reverse=True)
    return sorted(rows, key=lambda row: not row.waits)


def read(vault: Vault, request: str) -> SiteText:
    """Return what the closing says to the site, checked against the auditor's signature.

    Raises StatementRefused, CountersignBroken.
    """
    return countersign_view.read(vault, _find(vault, request))


def sign(vault: Vault, request: str, said: Countersigned) -> str:
    """Record this supervisor's statement, signed with the key of their seat; returns its event.

    It travels with the next package to head office. Nothing is signed that is not what the closing covers. Raises
    NotYourRole, StatementRefused, CountersignBroken, NotJoined.
    """
    me = membership.member(vault)
    if me.role != SUPERVISOR:
        raise NotYourRole(role=me.role, what="countersign")
    asked = _find(vault, request)
    _check(said)
    row = next(one for one in to_sign(vault) if one.id == request)
    if row.withdrawn:
        raise StatementRefused(reason=f"head office withdrew its request on {row.withdrawn[:10]}")
    if row.newer:
        raise StatementRefused(reason="a later version of this audit waits for you; sign that one")
    if row.answer:
        raise StatementRefused(reason="you signed this version before, and what you said stays")
    countersign_view.read(vault, asked)
    payload = {
        "closing": asked.closing,
        "audit": asked.audit,
        "name": me.name,
        "function": said.function.strip(),
        "answer": said.answer,
        "comment": said.comment.strip(),
        "signature": said.signature,
    }
    key = vault.signing_key
    if key is None:
        raise NotJoined
    with vault.transaction():
        [made] = vault.append([NewEvent(request, COUNTERSIGN, STATEMENT, payload, "site")])
        vault.sign_event(made.hash, key.sign(made.line))
    return made.hash


def _check(said: Countersigned) -> None:
    if said.answer not in ANSWERS:
        raise StatementRefused(reason="it must say whether you agree or dissent")
    if not said.function.strip():
        raise StatementRefused(reason="your function is missing")
    if said.answer == DISSENT and not said.comment.strip():
        raise StatementRefused(reason="a dissent says what is wrong")
    if len(said.comment) > LONGEST or len(said.function) > LONGEST:
        raise StatementRefused(reason=f"it has more than {LONGEST} letters")
    check_picture(said.signature)


def _find(vault: Vault, request: str) -> CountersignView:
    """Return a request to this seat; raises StatementRefused."""
    found = vault.record_types().get(request) == COUNTERSIGN
    asked = CountersignView.of(vault.cells(request, "field/")) if found else None
    if asked is None or asked.seat != vault.seat:
        raise StatementRefused(reason="there is no such request to you here")
    return asked


def _row(vault: Vault, one: CountersignView, newest: int) -> ToSign:
    told = answers(vault, one)
    return ToSign(
        **facts(one),
        answer=told[-1].answer if told else "",
        comment=told[-1].comment if told else "",
        said=told[-1].time if told else "",
        newer=one.version < newest,
        withdrawn=one.withdrawn,
    )
