"""Forms and reference tables that head office gives out, each with a number that only rises.

Head office keeps what it gave out, the field what it was given, under the same names: both use the newest. An audit
that runs keeps the form that it pinned.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import EventRefused, FormUnknown, PackageDamaged, ReferenceRefused
from fieldaudit.exchange import clock, membership
from fieldaudit.exchange.documents import read_document
from fieldaudit.vault import instruments, reference

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from fieldaudit.vault import Vault
    from fieldaudit.vault.instruments import Instrument
    from fieldaudit.vault.reference import Table

FORM, REFERENCE = "form", "reference"
_FORMS = "published.forms"


@dataclass(frozen=True)
class OfferedForm:
    """Which digest of a form head office wants used, by a `number` that rises with each that it gives out.

    Auditors get every one; on-site supervisors those alone that are meant for them, too.
    """

    number: int
    digest: str
    version: str
    title: str
    time: str
    supervisors: bool = False


def offered_forms(vault: Vault) -> dict[str, OfferedForm]:
    """Return the forms that head office gave out, by the form's id."""
    return {id_: OfferedForm(**row) for id_, row in (vault.get(_FORMS) or {}).items()}


def tables_in_use(vault: Vault) -> Mapping[str, Table]:
    """Return the reference tables that head office gave out, by name; the others are the program's own."""
    return reference.given_out(vault)


def offered_to(vault: Vault, role: str) -> dict[str, OfferedForm]:
    """Return the forms that people of a role get, by the form's id."""
    return {id_: form for id_, form in offered_forms(vault).items() if role != "supervisor" or form.supervisors}


def publish_form(
    vault: Vault, wanted: str, now: datetime | None = None, *, supervisors: bool | None = None
) -> OfferedForm:
    """Give out the form with this digest or id, from the next package on; to `supervisors` too, or as it was before.

    Raises FormUnknown, FormKeptApart.
    """
    membership.require_head_office(vault)
    with vault.transaction():
        form = instruments.find(vault, wanted)
        known = offered_forms(vault)
        before = known.get(form.id)
        meant = bool(before and before.supervisors) if supervisors is None else supervisors
        same = before is not None and before.digest == form.digest
        if before is not None and same and before.supervisors == meant:
            return before
        number = before.number + (not same) if before else 1
        offered = OfferedForm(number, form.digest, form.version, form.title, clock.stamp(now or clock.now()), meant)
        _keep_forms(vault, {**known, form.id: offered})
    return offered


def publish_table(vault: Vault, name: str, data: bytes, now: datetime | None = None) -> Table:
    """Give out a reference table to everyone, from the next package on; raises ReferenceRefused."""
    membership.require_head_office(vault)
    text = reference.check(name, data)
    with vault.transaction():
        before = reference.given_out(vault).get(name)
        if before is not None and before.text == text:
            return before
        table = reference.Table(name, (before.number if before else 0) + 1, text, clock.stamp(now or clock.now()))
        reference.keep(vault, table)
    return table


def take_form(vault: Vault, values: dict[str, Any], now: datetime) -> bool:
    """Keep, in the field, which form is to be used; returns whether it was newer. Raises PackageDamaged.

    A message of an older program has no number: the form is then installed and nothing is said of which to use.
    """
    id_, digest, number = values.get("id"), values.get("digest"), values.get("number", 0)
    if not isinstance(id_, str) or not isinstance(digest, str) or type(number) is not int:
        raise PackageDamaged(reason="a form in it is named in a malformed way")
    known = offered_forms(vault)
    if number <= (known[id_].number if id_ in known else 0):
        return False
    instruments.offer_again(vault, digest)
    try:
        form = instruments.find(vault, digest)
    except FormUnknown as unknown:
        raise PackageDamaged(reason="a form that it names does not come along") from unknown
    if form.id != id_:
        raise PackageDamaged(reason="a form in it is named as another")
    offered = OfferedForm(number, digest, form.version, form.title, clock.stamp(now))
    _keep_forms(vault, {**known, id_: offered})
    return True


def table_message(table: Table) -> dict[str, Any]:
    """Return the values of the message that gives out a table."""
    return {"name": table.name, "number": table.number, "sha256": _digest(table.text), "text": table.text}


def take_table(vault: Vault, values: dict[str, Any], now: datetime) -> bool:
    """Keep, in the field, a reference table; returns whether it was newer. Raises PackageDamaged."""
    name, number, text = values.get("name"), values.get("number"), values.get("text")
    if not isinstance(name, str) or type(number) is not int or number < 1 or not isinstance(text, str):
        raise PackageDamaged(reason="a reference table in it is malformed")
    if values.get("sha256") != _digest(text):
        raise PackageDamaged(reason="a reference table in it is not the one that it names")
    before = reference.given_out(vault).get(name)
    if before is not None and number <= before.number:
        return False
    try:
        reference.keep(vault, reference.Table(name, number, reference.check(name, text.encode()), clock.stamp(now)))
    except ReferenceRefused as refused:
        raise PackageDamaged(reason="a reference table in it cannot be used") from refused
    return True


def to_use(vault: Vault) -> list[Instrument]:
    """Return the instruments to start audits with: where head office gave out one of a name, that one alone."""
    offered = offered_forms(vault)
    known = instruments.available(vault)
    there = {item.digest for item in known}
    chosen = {id_: form.digest for id_, form in offered.items() if form.digest in there}
    return [item for item in known if chosen.get(item.id, item.digest) == item.digest]


def pinned(vault: Vault, wanted: str) -> str:
    """Return the digest to start an audit with: what head office gave out under an id, else `wanted` itself."""
    offered = offered_forms(vault).get(wanted)
    return offered.digest if offered and offered.digest in vault.forms() else wanted


def read_message(kind: str, data: bytes) -> dict[str, Any]:
    """Return the values of a message; raises PackageDamaged."""
    try:
        return read_document(kind, data)
    except EventRefused as strange:
        raise PackageDamaged(reason="it holds a message that this program does not know") from strange


def _keep_forms(vault: Vault, forms: Mapping[str, OfferedForm]) -> None:
    vault.put(_FORMS, {id_: asdict(form) for id_, form in forms.items()})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
