"""The field applies what head office sent: messages, forms and tables, and head office's own entries."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import authority
from fieldaudit.errors import (
    CertificateExpired,
    CertificateRefused,
    PackageDamaged,
    PackageEarlierMissing,
    PackageNotAllowed,
    PackageRefused,
)
from fieldaudit.exchange import (
    clock,
    doubted,
    membership,
    office_entries,
    officer,
    passing_on,
    people,
    published,
    recovery_voucher,
    relay,
    staging,
    team_arrival,
    withdrawals,
)
from fieldaudit.exchange.answer import CERTIFICATE, FORM, RECEIPT, REFERENCE, REVOCATION
from fieldaudit.exchange.arrival import Arrival, open_arrival, read_forms, verify_signature
from fieldaudit.exchange.export import RECEIVED
from fieldaudit.exchange.intake import no_file_left
from fieldaudit.exchange.manifest import ANSWER, TEAM
from fieldaudit.exchange.purging import PURGE, keep_right
from fieldaudit.exchange.receipts import keep_receipt
from fieldaudit.exchange.results import APPLIED, DUPLICATE, TakenIn
from fieldaudit.exchange.signers import check_trusted
from fieldaudit.trust import certificates, keys
from fieldaudit.vault import CertificateRow, PackageRow, instruments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.checklist import Form
    from fieldaudit.exchange.manifest import Message
    from fieldaudit.vault import Vault

_NAMED = ((FORM, "form"), (REFERENCE, "table"))
_GAP = "Some of it goes on from a package that did not arrive: send head office a package, and the next one has it all."
_SEAT = re.compile(r"[0-9a-f]{32}")


def apply(vault: Vault, path: Path, *, now: datetime | None = None) -> TakenIn:
    """Import a package from head office; never raises for a bad one, whose state says what is wrong.

    Raises NotJoined, FileUnreadable, and DiskFull or DiskTrouble, all with nothing changed.
    """
    membership.organisation(vault)
    when = now or clock.now()
    result = _apply_one(vault, path, when)
    if result.state != APPLIED or result.purpose != TEAM or not staging.waiting(vault.home):
        return result
    return replace(result, released=_release(vault, when))


def _apply_one(vault: Vault, path: Path, now: datetime) -> TakenIn:
    try:
        return _apply_or_refuse(vault, path, now)
    except OSError as failed:
        raise staging.trouble(path, failed) from failed


def _release(vault: Vault, now: datetime) -> tuple[TakenIn, ...]:
    """Apply colleagues' packages that waited for an earlier one, until no further one follows."""
    released: list[TakenIn] = []
    gone_in = True
    while gone_in:
        gone_in = False
        for held in staging.waiting(vault.home):
            result = _apply_one(vault, held, now)
            if not result.held:
                staging.let_go(vault.home, held.stem)
            if result.state == APPLIED:
                released.append(result)
                gone_in = True
    return tuple(released)


def _apply_or_refuse(vault: Vault, path: Path, now: datetime) -> TakenIn:
    arrival: Arrival | None = None
    try:
        with path.open("rb") as source, staging.quarantine(vault.home) as folder:
            size = path.stat().st_size
            arrival = open_arrival(vault, source, size)
            before = vault.exchange_log.package(arrival.contents.digest, "in")
            known = before is not None and before.state == APPLIED
            if not known:
                check_trusted(vault, arrival, now)
            staged = staging.stage_blobs(source, size, arrival.contents.manifest, None if known else folder)
            if known:
                return _result(arrival, DUPLICATE, "This package was applied before.")
            return _apply(vault, path, arrival, staged, now)
    except PackageRefused as refused:
        digest = staging.name_for_refused(vault, path, arrival.contents.digest if arrival else "")
        waits = arrival is not None and digest == arrival.contents.digest and isinstance(refused, PackageEarlierMissing)
        held = waits and staging.hold(vault.home, path, digest)
        result = TakenIn(refused.state, refused.sentence, refused.next_step, digest, held=held)
        vault.exchange_log.put_package(_row(result, arrival.signer.seat if arrival else "", path, now))
        return result


def _apply(vault: Vault, path: Path, arrival: Arrival, blobs: Mapping[str, Path], now: datetime) -> TakenIn:
    manifest = arrival.contents.manifest
    if manifest.purpose == TEAM:
        return _apply_team(vault, path, arrival, blobs, now)
    if manifest.purpose != ANSWER or not authority.allowed(ANSWER, arrival.signer.role):
        raise PackageNotAllowed(reason="it is not from head office to the field")
    forms = read_forms(vault, arrival.contents, given_out=True)
    given = office_entries.read(vault, arrival, blobs)
    with vault.transaction():
        _keep_forms(vault, arrival, forms)
        for message in manifest.messages:
            _apply_message(vault, arrival, message, now)
        told = office_entries.take(vault, given, blobs)
        relay.keep(vault, arrival, "")
        result = _result(arrival, APPLIED, _sentence(manifest.messages, told), len(told.new))
        vault.exchange_log.put_package(_row(result, arrival.signer.seat, path, now))
    return result


def _keep_forms(vault: Vault, arrival: Arrival, forms: Sequence[Form]) -> None:
    """Keep the forms that came: one given out takes its name, one that only lines need leaves it to who has it."""
    members, messages = arrival.contents.members, arrival.contents.manifest.messages
    named = [published.read_message(FORM, members[one.member]) for one in messages if one.kind == FORM]
    given = [values.get("digest") for values in named]
    for form in forms:
        others = [other.digest for other in instruments.namesakes(vault, form)]
        aside = others if form.digest in given else [form.digest] if others else []
        instruments.keep_apart(vault, aside)
        vault.add_form(form.xform, form.attachments)


def _apply_team(vault: Vault, path: Path, arrival: Arrival, blobs: Mapping[str, Path], now: datetime) -> TakenIn:
    """Take in a colleague's package."""
    checked = team_arrival.read(vault, arrival, blobs, now)
    with no_file_left(vault, blobs), vault.transaction():
        new = team_arrival.take(vault, checked)
        said = f"{_counted(len(new), 'change')} by {arrival.signer.name} and the team" if new else "Nothing new"
        without, step = doubted.without(checked.kept.left_out)
        result = _result(arrival, APPLIED, f"{said} came for the audit. {without}".strip(), len(new))
        result = replace(result, next_step=step)
        vault.exchange_log.put_package(_row(result, arrival.signer.seat, path, now))
    return result


def _apply_message(vault: Vault, arrival: Arrival, message: Message, now: datetime) -> None:
    if not authority.allowed(message.kind, arrival.signer.role):
        raise PackageNotAllowed(reason=f"a message of the kind {message.kind}, as {arrival.signer.role}")
    members = arrival.contents.members
    document, signature = members[message.member], members[message.signature]
    verify_signature(arrival.signer.public_pem, signature, document)
    if message.kind == RECEIPT:
        _mark_received(vault, keep_receipt(vault, arrival.signer.seat, document, signature))
        return
    if message.kind == PURGE:
        keep_right(vault, arrival.signer.seat, document, signature)
        return
    if message.kind == withdrawals.KIND:
        withdrawals.take(vault, arrival.signer.seat, document, now)
        return
    if message.kind == passing_on.KIND:
        passing_on.take(vault, document)
        return
    use = _USES.get(message.kind)
    if use is None:
        raise PackageNotAllowed(reason=f"a message of the kind {message.kind}, which this program does not know")
    use(vault, published.read_message(message.kind, document), now)


def _mark_received(vault: Vault, package: str) -> None:
    row = vault.exchange_log.package(package, "out")
    if row is not None:
        vault.exchange_log.put_package(replace(row, state=RECEIVED))


def _keep_certificate(vault: Vault, values: dict[str, Any], now: datetime) -> None:
    """Keep this seat's certificate unless a later one is here, and what comes with it."""
    pem = _text(values, "certificate")
    try:
        seat = certificates.check(pem.encode("ascii"), membership.organisation(vault).authority, now)
    except (CertificateRefused, CertificateExpired, UnicodeEncodeError) as refused:
        raise PackageDamaged(reason="it holds a certificate that cannot be trusted") from refused
    if seat.seat != vault.seat:
        raise PackageNotAllowed(reason="somebody else's certificate")
    officer.take(vault, values, now)
    recovery_voucher.accept(vault, values)
    held = vault.get(membership.CERTIFICATE)
    if held and certificates.start_of(held.encode("ascii")) > seat.not_before:
        return
    vault.put(membership.CERTIFICATE, pem)
    vault.put(membership.ME, {"name": seat.name, "role": seat.role, "branch": seat.branch})
    vault.exchange_log.put_certificate(
        CertificateRow(seat.serial, seat.seat, seat.name, seat.role, seat.branch, seat.recipient, pem.encode("ascii"))
    )


def _keep_revocations(vault: Vault, values: dict[str, Any], _now: datetime) -> None:
    number, revoked = values.get("number"), values.get("revoked")
    if type(number) is not int or not isinstance(revoked, list) or not all(_is_revoked(row) for row in revoked):
        raise PackageDamaged(reason="its list of the revoked is malformed")
    if number > people.revocations(vault)["number"]:
        vault.put(people.REVOCATIONS, {"number": number, "revoked": revoked})


def _is_revoked(row: Any) -> bool:
    if not isinstance(row, dict) or set(row) != {"seat", "since", "heads"}:
        return False
    return bool(_SEAT.fullmatch(str(row["seat"]))) and isinstance(row["since"], str) and isinstance(row["heads"], list)


def _text(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    if not isinstance(value, str):
        raise PackageDamaged(reason="a message in it is malformed")
    return value


def _sentence(messages: Sequence[Message], told: office_entries.Told) -> str:
    kinds = [message.kind for message in messages]
    said = [_counted(kinds.count(RECEIPT), "receipt")]
    said += ["the certificate"] if CERTIFICATE in kinds else []
    said += [
        _counted(kinds.count(kind), word) for kind, word in ((FORM, "form"), (REFERENCE, "table")) if kind in kinds
    ]
    said += ["word of a withdrawn consent"] if withdrawals.KIND in kinds else []
    said += ["what a supervisor says of an audit"] if passing_on.KIND in kinds else []
    counts = ((told.tasks, "assignment"), (told.questions, "question"), (told.others, "decision"))
    closings = "closing to countersign" if told.closings == 1 else "closings to countersign"
    said += [f"{told.closings} {closings}"] if told.closings else []
    counted = (*counts, (told.taken_back, "withdrawn signature request"))
    said += [_counted(number, word) for number, word in counted if number]
    sentence = f"Head office sent {', '.join(said)}."
    return f"{sentence} {_GAP}" if told.left_out else sentence


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _result(arrival: Arrival, state: str, reason: str, events: int = 0) -> TakenIn:
    manifest = arrival.contents.manifest
    return TakenIn(
        state=state,
        reason=reason,
        package=arrival.contents.digest,
        sender=arrival.signer.name,
        fingerprint=keys.fingerprint(arrival.signer.seat),
        sequence=manifest.sequence,
        purpose=manifest.purpose,
        audits=manifest.audits,
        events=events,
        messages=tuple(message.kind for message in manifest.messages),
    )


def _row(result: TakenIn, seat: str, path: Path, now: datetime) -> PackageRow:
    detail = {
        "file": path.name,
        "next_step": result.next_step,
        "messages": list(result.messages),
        "purpose": result.purpose,
        "audits": list(result.audits),
    }
    return PackageRow(
        result.package, "in", result.sequence, seat, result.state, result.reason, clock.stamp(now), detail
    )


_USES: Mapping[str, Callable[[Vault, dict[str, Any], datetime], object]] = {
    CERTIFICATE: _keep_certificate,
    REVOCATION: _keep_revocations,
    FORM: published.take_form,
    REFERENCE: published.take_table,
}
