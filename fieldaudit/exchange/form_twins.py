"""Packages that wait because a form in them was altered under a known name: both forms shown, one accepted or not.

What is accepted is kept under its digest, for the audits that were made with it; no new audit is started with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldaudit.audit import authority
from fieldaudit.checklist import parse_form
from fieldaudit.checklist.form_changes import changes
from fieldaudit.errors import FormRefused, NoFormWaits, NotYourRole, PackageDamaged
from fieldaudit.exchange import clock, membership, published, staging
from fieldaudit.exchange.arrival import Arrival, open_arrival
from fieldaudit.exchange.intake import retry_waiting
from fieldaudit.vault import instruments
from fieldaudit.vault.listing import list_audits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from fieldaudit.checklist import Form
    from fieldaudit.checklist.form_changes import FormChanges
    from fieldaudit.exchange.results import TakenIn
    from fieldaudit.vault import Vault

STATE = "form_altered"
LEAST = 8  # letters of a digest that nobody mistypes
BUNDLED, GIVEN_OUT, INSTALLED, CAME = "bundled", "given_out", "installed", "came"


@dataclass(frozen=True)
class TwinSide:
    """One of two forms with one name: since when it is known (UTC, "" from the start), how it came and by whom.

    `how` is bundled, given_out, installed or came (in a package, signed by `who`); `audits` were made with it here.
    """

    digest: str
    title: str
    questions: int
    since: str
    how: str
    who: str = ""
    audits: int = 0


@dataclass(frozen=True)
class Twin:
    """A form that came, beside the one that has its id and version here, and what differs from that to this."""

    id: str
    version: str
    known: TwinSide
    coming: TwinSide
    changes: FormChanges


def waiting(vault: Vault) -> list[str]:
    """Return the packages that wait for a decision about a form, newest first."""
    rows = vault.exchange_log.packages("in")
    return [row.digest for row in rows if row.state == STATE and staging.held(vault.home, row.digest).is_file()]


def find(vault: Vault, typed: str) -> str:
    """Return the package that waits whose digest begins so, 8 letters at least; raises NoFormWaits."""
    wanted = typed.strip().lower()
    matching = [digest for digest in waiting(vault) if len(wanted) >= LEAST and digest.startswith(wanted)]
    if len(matching) != 1:
        raise NoFormWaits(package=typed)
    return matching[0]


def twins(vault: Vault, typed: str) -> list[Twin]:
    """Return the forms of a waiting package that others here have the name of; raises NoFormWaits, PackageRefused.

    Nothing of the package is stored: it is opened, its signature verified, and its forms read.
    """
    membership.require_head_office(vault)
    arrival = _open(vault, find(vault, typed))
    return [
        _twin(vault, arrival, known, form)
        for form in _forms(arrival)
        if form.digest not in instruments.apart(vault)
        for known in instruments.namesakes(vault, form)
    ]


def may_accept(vault: Vault) -> bool:
    """Whether this seat decides which forms are in use."""
    return authority.allowed("form", membership.member(vault).role)


def accept(vault: Vault, typed: str, *, now: datetime | None = None) -> tuple[TakenIn, ...]:
    """Take in a package with its own form, and what waited for it; the intake log says who decided that and when.

    Raises NoFormWaits, NotYourRole, PackageRefused, with nothing changed.
    """
    membership.require_head_office(vault)
    me, digest = membership.member(vault), find(vault, typed)
    if not may_accept(vault):
        raise NotYourRole(role=me.role, what="decide which forms are taken in")
    kept = [twin.coming.digest for twin in twins(vault, digest)]
    row = vault.exchange_log.package(digest, "in")
    with vault.transaction():
        instruments.keep_apart(vault, kept)
    results = retry_waiting(vault, now=now)
    after = vault.exchange_log.package(digest, "in")
    if after is not None and row is not None:
        decided = {"forms_accepted": kept, "accepted_by": me.name, "accepted": clock.stamp(now or clock.now())}
        vault.exchange_log.put_package(replace(after, detail={**after.detail, **decided}))
    return results


def _open(vault: Vault, digest: str) -> Arrival:
    path = staging.held(vault.home, digest)
    try:
        with path.open("rb") as source:
            return open_arrival(vault, source, path.stat().st_size)
    except OSError as failed:
        raise staging.trouble(path, failed) from failed


def _forms(arrival: Arrival) -> Iterator[Form]:
    members = arrival.contents.members
    for part in arrival.contents.manifest.forms:
        attachments = {name: members[member] for name, member in part.attachments.items()}
        try:
            form = parse_form(members[part.xform], attachments)
        except FormRefused as refused:
            raise PackageDamaged(reason="a form in it cannot be read") from refused
        if form.digest == part.digest:
            yield form


def _twin(vault: Vault, arrival: Arrival, known: instruments.Instrument, form: Form) -> Twin:
    before = instruments.known_form(vault, known.digest)
    came = arrival.contents.manifest.made
    return Twin(
        form.id,
        form.version,
        TwinSide(known.digest, before.title, before.question_count, *_origin(vault, known)),
        TwinSide(
            form.digest,
            form.title,
            form.question_count,
            came,
            CAME,
            arrival.signer.name,
            len(arrival.contents.manifest.audits),
        ),
        changes(before, form),
    )


def _origin(vault: Vault, known: instruments.Instrument) -> tuple[str, str, str, int]:
    """Return since when a form is known here, how it came, by whom, and how many audits were made with it."""
    made = [row for row in list_audits(vault) if row.form == known.digest]
    offered = published.offered_forms(vault).get(known.id)
    if offered is not None and offered.digest == known.digest:
        return offered.time, GIVEN_OUT, membership.member(vault).name, len(made)
    if known.bundled:
        return "", BUNDLED, "", len(made)
    first = min(made, key=lambda row: row.started, default=None)
    how, who = (CAME, first.auditor) if first else (INSTALLED, membership.member(vault).name)
    return instruments.added(vault, known.digest), how, who, len(made)
