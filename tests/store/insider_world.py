"""Packages that a certified insider writes by hand: any entry in any record, truly signed, linked and covered."""

from hostile_world import Hostile
from package_workshop import Parcel, Row, as_bytes, lay_open

from fieldaudit.exchange import authority_key, membership
from fieldaudit.trust import certificates
from fieldaudit.vault import Vault
from fieldaudit.vault.records import new_id

from exchange_world import PASSPHRASE  # isort: skip

INC = "ab" * 16
LINE = {
    "v": 1, "record": "", "type": "", "seat": "", "inc": INC, "seq": 0, "prev": "", "parent": "", "kind": "",
    "lamport": 0, "time": "2026-11-22T08:00:00.000Z", "offset": "+0", "late": False, "form": "", "audience": "site",
    "replaces": [], "cancels": "", "commit": "", "sealed": False,
}  # fmt: skip
SALT = "11" * 32


def entry(record: str, type_: str, kind: str, payload: dict, **line: object) -> tuple:
    """One entry: where, of what kind, what it says, and what its line says otherwise than usual."""
    return record, type_, kind, payload, line


def smuggle(world: Hostile, vault: Vault, entries: list[tuple], base: str = "second", **manifest: object) -> Parcel:
    """Lay out a package of `vault`'s seat with these entries, in a stream for each record."""
    parcel = lay_open(world.package(base), world.sender(base), world.reader(base))
    parcel.blobs.clear()
    parcel.members.clear()
    empty = {"streams": [], "forms": [], "messages": [], "outer": [], "audits": []}
    parcel.manifest |= {**empty, "checkpoints": [vault.seat], "sequence": 1, "previous": ""}
    parcel.speak_as(vault)
    for number, record in enumerate(dict.fromkeys(row[0] for row in entries), start=1):
        rows = [_row(vault, seq, row) for seq, row in enumerate([one for one in entries if one[0] == record], start=1)]
        part = {"record": record, "seat": vault.seat, "inc": INC, "first": 1, "last": len(rows), "hash": ""}
        part |= {"lines": f"streams/{number:05d}.jsonl.gz", "carriages": f"payloads/{number:05d}.jsonl.gz"}
        parcel.manifest["streams"].append(part)
        parcel.relink(part, rows)
    parcel.manifest |= manifest
    return parcel


def _row(vault: Vault, seq: int, row: tuple) -> Row:
    record, type_, kind, payload, line = row
    usual = {"record": record, "type": type_, "kind": kind, "seat": vault.seat, "seq": seq, "lamport": seq}
    signed = "x" if kind == "closing.signed" else ""  # relink puts the true one in its place
    said = as_bytes(payload).decode("utf-8", "surrogatepass")
    return Row(LINE | usual | line, {"salt": SALT, "payload": said, "sealed": "", "signature": signed})


def certify(world: Hostile, vault: Vault, role: str) -> None:
    """Give a seat a certificate of another role, as head office can."""
    authority = authority_key.load(world.vaults["office1"].home, PASSPHRASE)
    request = vault.get(membership.REQUEST).encode()
    pem = certificates.issue(authority, request, name="Ben Okafor", role=role, branch="Dhaka", days=700)
    vault.put(membership.CERTIFICATE, pem.decode())


def task_of(office: Vault, seat: str) -> str:
    """Let head office have assigned something to a seat."""
    from fieldaudit.vault import records

    task = new_id()
    fields = {"seat": seat, "name": "Amina Rahman", "site_name": "Delta unit 2", "form_title": "Small", "due": ""}
    office.append([records.created(task, "task", "Dhaka", fields)])
    return task
