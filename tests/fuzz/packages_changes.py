"""What can be done to a package: each change takes a parcel laid open and a source of chance.

OUTSIDE needs nothing but the file, INSIDE the reader's recipient as well (everybody has it), SIGNED the key of somebody
whom the reader knows. The lists are in a fixed order: a case is a base, a seed and the names of its changes.
"""

from __future__ import annotations

import base64
import gzip
import json
import warnings

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from package_workshop import Row, as_bytes, tar

from fieldaudit.trust import keys, sealing

UUID = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a111"
TEXTS = (
    "", "x", "x" * 5000, "\0", "../../etc/passwd", "con", "a\u202eb", "\x1b[2J", "a\nb", "[]", "null", "NaN", "no",
    "0" * 32, "0" * 64, "f" * 64, UUID, "1970-01-01T00:00:00.000Z", "2100-01-01T00:00:00.000Z", "2026-13-45",
    "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "2026-11-21T10:00:00Z", "2026-11-21", "+9999", "-0",
    "critical", "headoffice", "restricted", "site", "closed", "age1" + "q" * 58, "%s", "{}", "/data/fire/exits_clear",
    "/data/floor[1]/floor_name", "answer//data/fire/seen", "<b>&amp;", "é" * 400, "-1", "1e999", "9" * 400,
)  # fmt: skip
STRANGE = (
    None, True, False, 0, 1, -1, 2, 2**31, 2**53 - 1, 2**53, 2**64, 10**30, 1.5, 1e300, [], {}, [[]], [{}], {"": {}},
    [0], ["x"], {"x": "y"}, [None], [[0, 1], [2]], {"removed": True}, [5], {"0": 0}, *TEXTS,
)  # fmt: skip
RAW = (
    b"NaN", b"-Infinity", b"1e5", b"9" * 5000, b"[" * 9000, b'{"a":' * 2000, b'"\\ud800"', b"\xff\xfe", b"\xef\xbb\xbf",
    b"\x00", b'"k":1,"k":2', b",", b"}", b"]", b'"', b"\\", b"\n", b"\r", b"//", b"'", b"0x1", b"01", b"-0",
    b"1.0", b" ",
)  # fmt: skip
KINDS = (
    "record.created", "field.set", "answer.set", "answer.skipped", "note.set", "computed", "row.added", "row.removed",
    "evidence.attached", "evidence.removed", "finding.raised", "finding.withdrawn", "action.opened", "action.state",
    "closing.signed", "closing.site", "audit.amended", "conflict.resolved", "event.cancelled", "subject.key",
    "consent.withdrawn", "certificate", "receipt", "unknown.kind",
)  # fmt: skip
TYPES = ("audit", "site", "party", "visit", "finding", "action", "interview", "task", "review_note", "purge", "other")
MESSAGES = ("receipt", "purge", "certificate", "revocation", "form", "reference", "have", "invitation", "package", "x")
NAMES = (
    "../climbs", "/etc/passwd", "streams/con", "STREAMS/00001.JSONL.GZ", "a/b/c/d", "a\\b", "c:a", "nul.age", ".x", "",
    "x" * 120, "blobs/" + "0" * 64 + ".age", "envelope.age", "manifest.json", "streams/00001.jsonl.gz", "a\0b",
    "\u00e4",
    "streams/9.gz ", "lpt1", "a//b", "./a", "signer.pem",
)  # fmt: skip


# --- bytes and JSON values


def blow(data: bytes, chance) -> bytes:
    """Spoil some bytes."""
    if not data:
        return chance.choice(RAW)
    at, kind = chance.randrange(len(data)), chance.randrange(7)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + chance.choice(RAW) + data[at:]
    if kind == 2:
        return data[:at] + data[at + chance.randrange(1, 40) :]
    if kind == 3:
        other = chance.randrange(len(data))
        return data[:at] + data[other : other + 64] + data[at:]
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] ^= chance.randrange(1, 256)
    return bytes(changed)


def places(value, found=None):
    """Return (container, key) of every value in a JSON value."""
    found = [] if found is None else found
    for key, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
        found.append((value, key))
        if isinstance(item, dict | list) and item:
            places(item, found)
    return found


def twist(value, chance) -> None:
    """Change a JSON value in one place."""
    found = places(value)
    if not found:
        return
    inside, key = chance.choice(found)
    kind = chance.randrange(10)
    if kind == 0:
        del inside[key]
    elif kind == 1 and isinstance(inside, dict):
        inside[chance.choice(("extra", "", "secret", "role", "seat"))] = chance.choice(STRANGE)
    elif kind == 2 and isinstance(inside, list):
        inside.insert(key, json.loads(json.dumps(inside[key])))
    elif kind == 3:
        other, place = chance.choice(found)
        inside[key] = json.loads(json.dumps(other[place])) if place in other or isinstance(other, list) else None
    elif kind == 4 and isinstance(inside[key], str) and inside[key]:
        text = inside[key]
        at = chance.randrange(len(text))
        inside[key] = text[:at] + chance.choice(("", "0", "z", "\0", text)) + text[at + 1 :]
    elif kind == 5 and type(inside[key]) is int:
        inside[key] += chance.choice((-1, 1, 2**32))
    else:
        inside[key] = chance.choice(STRANGE)


# --- the file alone


def cut(parcel, chance):
    at = chance.random()
    parcel.whole.append(lambda data: data[: int(at * len(data))])


def spoil(parcel, chance):
    seed = chance.randrange(1 << 30)
    parcel.whole.append(lambda data: blow(data, type(chance)(seed)))


def swap_blocks(parcel, chance):
    one, two = chance.random(), chance.random()

    def change(data):
        blocks = [data[at : at + 512] for at in range(0, len(data), 512)]
        a, b = int(one * len(blocks)), int(two * len(blocks))
        blocks[a], blocks[b] = blocks[b], blocks[a]
        return b"".join(blocks)

    parcel.whole.append(change)


def header(parcel, chance):
    """Change a field of a tar header outside, its checksum made right."""
    parcel.whole.append(_header_change(chance))


def spoil_seal(parcel, chance):
    seed = chance.randrange(1 << 30)
    parcel.sealed.append(lambda data: blow(data, type(chance)(seed)))


def outer_names(parcel, chance):
    name, kind = chance.choice(NAMES), chance.randrange(5)

    def change(outer):
        at = type(chance)(kind).randrange(len(outer))
        if kind == 0:
            outer.append((name, b"x"))
        elif kind == 1:
            outer[at] = (name, outer[at][1])
        elif kind == 2:
            outer.append(outer[at])
        elif kind == 3:
            outer.insert(0, outer.pop())
        else:
            outer.pop()

    parcel.outer.append(change)


def spoil_blob(parcel, chance):
    if parcel.blobs:
        at = chance.randrange(len(parcel.blobs))
        parcel.blobs[at] = (parcel.blobs[at][0], blow(parcel.blobs[at][1], chance))


# --- sealed anew, not signed


def inner_member(parcel, chance):
    seed = chance.randrange(1 << 30)

    def change(inner):
        luck = type(chance)(seed)
        at = luck.randrange(len(inner))
        inner[at] = (inner[at][0], blow(inner[at][1], luck))

    parcel.inner.append(change)


def inner_order(parcel, chance):
    seed = chance.randrange(1 << 30)

    def change(inner):
        luck = type(chance)(seed)
        kind, at = luck.randrange(5), luck.randrange(len(inner))
        if kind == 0:
            inner.insert(luck.randrange(len(inner)), inner.pop(at))
        elif kind == 1:
            inner.append(inner[at])
        elif kind == 2:
            inner.pop(at)
        elif kind == 3:
            inner[at] = (luck.choice(NAMES), inner[at][1])
        else:
            inner.append((luck.choice(NAMES), b"x"))

    parcel.inner.append(change)


def inner_header(parcel, chance):
    parcel.plain.append(_header_change(chance))


def inner_bytes(parcel, chance):
    seed = chance.randrange(1 << 30)
    parcel.plain.append(lambda data: blow(data, type(chance)(seed)))


def no_tar(parcel, chance):
    kind = chance.randrange(4)
    empty = (b"", tar([]), b"age-encryption.org/v1\n", b"\0" * 512)[kind]
    parcel.plain.append(lambda _data: empty)


def signature(parcel, chance):
    parcel.signature = blow(parcel.key.sign(b"something else"), chance)


# --- signed anew


def manifest(parcel, chance):
    parcel.listed = chance.random() < 0.5
    twist(parcel.manifest, chance)


def manifest_bytes(parcel, chance):
    parcel.document = blow(as_bytes(parcel.manifest), chance)


def manifest_whole(parcel, chance):
    parcel.document = as_bytes(chance.choice(STRANGE)) if chance.random() < 0.5 else chance.choice(RAW)


def signer(parcel, chance):
    parcel.signer = blow(parcel.signer, chance)


def signer_der(parcel, chance):
    """Change what is in the signer's PEM, not its framing."""
    label, *text, _ = parcel.signer.decode().strip().splitlines()
    data = blow(base64.b64decode("".join(text)), chance)
    body = base64.encodebytes(data).decode()
    parcel.signer = f"{label}\n{body}{label.replace('BEGIN', 'END')}\n".encode()


def another_request(parcel, chance):
    """Let somebody with a key of their own sign, under a name and with facts that no program of ours would write."""
    key = keys.generate_signing_key()
    name = chance.choice(
        ("Amina Rahman", "x" * 300, "a\nb", "\x1b[2J", "a\u202eb", "Ren\u00e9e", "\u0986\u09ae\u09bf", " ")
    )
    uris = [f"urn:fieldaudit:seat:{key.seat}", f"urn:fieldaudit:recipient:{sealing.new_identity().recipient}"]
    for _ in range(chance.randrange(3)):
        extra = chance.choice(("role:headoffice", "seat:" + "0" * 32, "recipient:age1x", "branch:%00", "x", "seat:%ff"))
        uris.append(chance.choice(("urn:fieldaudit:", "urn:other:")) + extra)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name, _validate=False)] * chance.choice((1, 1, 2)))
    names = [x509.UniformResourceIdentifier(uri) for uri in uris]
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=chance.random() < 0.2)
    request = builder.sign(key.private, hashes.SHA256())
    parcel.key, parcel.signer = key, request.public_bytes(serialization.Encoding.PEM)
    parcel.manifest["sender"]["seat"] = key.seat
    for part in parcel.manifest["streams"] if chance.random() < 0.5 else ():
        rows = parcel.rows(part)
        for row in rows:
            row.line["seat"] = key.seat
        part["seat"] = key.seat
        _relink(parcel, part, rows)


def member(parcel, chance):
    """Change a member; the manifest lists it as it is now."""
    name = chance.choice(sorted(parcel.members))
    data = parcel.members[name]
    if name.endswith(".gz"):
        parcel.members[name] = gzip.compress(blow(gzip.decompress(data), chance), 1)
    else:
        parcel.members[name] = blow(data, chance)


def packed(parcel, chance):
    """Change the bytes of a compressed member."""
    names = [name for name in sorted(parcel.members) if name.endswith(".gz")]
    if names:
        name = chance.choice(names)
        parcel.members[name] = blow(parcel.members[name], chance)


def _stream(parcel, chance):
    parts = [part for part in parcel.manifest["streams"] if isinstance(part, dict)]
    if not parts:
        return None, []
    part = chance.choice(parts)
    return part, parcel.rows(part)


def line(parcel, chance):
    """Change a line; links and commitments are made right behind it."""
    part, rows = _stream(parcel, chance)
    if part:
        row = chance.choice(rows)
        key = chance.choice(sorted(row.line))
        if key == "kind":
            row.line[key] = chance.choice(KINDS)
        elif key == "type":
            row.line[key] = chance.choice(TYPES)
        else:
            twist(row.line, chance)
        _relink(parcel, part, rows)


def lines(parcel, chance):
    """Leave out, repeat or exchange lines; links are made right."""
    part, rows = _stream(parcel, chance)
    if not part:
        return
    kind, at = chance.randrange(4), chance.randrange(len(rows))
    if kind == 0 and len(rows) > 1:
        rows.pop(at)
    elif kind == 1:
        rows.insert(at, Row(dict(rows[at].line), dict(rows[at].carriage)))
    elif kind == 2:
        rows.insert(0, rows.pop(at))
    else:
        rows[at].line, rows[-1].line = rows[-1].line, rows[at].line
    if chance.random() < 0.5:
        for number, row in enumerate(rows, start=part["first"]):
            row.line["seq"] = number
        part["last"] = part["first"] + len(rows) - 1
    _relink(parcel, part, rows)


def carriage(parcel, chance):
    part, rows = _stream(parcel, chance)
    if part:
        row = chance.choice(rows)
        if chance.random() < 0.3:
            row.carriage = blow(as_bytes(row.carriage), chance)
        else:
            twist(row.carriage, chance)
        parcel.keep(part, rows)


def payload(parcel, chance):
    """Change what an event says; commitment, links and checkpoint are made right: the insider's own word."""
    part, rows = _stream(parcel, chance)
    clear = [row for row in rows if row.carriage["payload"]]
    if clear:
        row = chance.choice(clear)
        said = row.payload()
        for _ in range(chance.choice((1, 1, 2, 4))):
            twist(said, chance)
        row.carriage["payload"] = as_bytes(said).decode("utf-8", "surrogatepass")
        _relink(parcel, part, rows)


def another_kind(parcel, chance):
    """Let an event be of another kind, with what it said or something else."""
    part, rows = _stream(parcel, chance)
    clear = [row for row in rows if row.carriage["payload"]]
    if clear:
        row, other = chance.choice(clear), chance.choice(clear)
        row.line["kind"] = chance.choice(KINDS)
        row.carriage["payload"] = other.carriage["payload"]
        _relink(parcel, part, rows)


def _relink(parcel, part, rows):
    try:
        parcel.relink(part, rows)
    except (KeyError, TypeError, ValueError, AttributeError, UnicodeError):  # it was changed past mending: as it is
        parcel.keep(part, rows)


def checkpoint(parcel, chance):
    seats = [seat for seat in parcel.manifest["checkpoints"] if isinstance(seat, str)]
    if not seats:
        return
    name = f"checkpoints/{seats[0]}.json"
    if chance.random() < 0.3:
        document = blow(parcel.members[name], chance)
    else:
        said = json.loads(parcel.members[name])
        twist(said, chance)
        document = as_bytes(said)
    parcel.check_off(seats[0], document)


def form(parcel, chance):
    found = [item for item in parcel.manifest["forms"] if isinstance(item, dict)]
    if found:
        item = chance.choice(found)
        parcel.members[item["xform"]] = blow(parcel.members[item["xform"]], chance)


def form_true(parcel, chance):
    """Change a form and name it by its new digest, as its maker could."""
    from fieldaudit.checklist import parse_form
    from fieldaudit.errors import FieldAuditError

    found = [item for item in parcel.manifest["forms"] if isinstance(item, dict)]
    if not found:
        return
    item = chance.choice(found)
    text = parcel.members[item["xform"]]
    changed = text.replace(b"Small inspection", b"Other inspection") if chance.random() < 0.5 else blow(text, chance)
    try:
        read = parse_form(changed, {})
    except FieldAuditError:
        return
    parcel.members[item["xform"]] = changed
    item |= {"digest": read.digest, "id": read.id, "version": read.version}


def message(parcel, chance):
    """Change a message and sign it anew."""
    found = [item for item in parcel.manifest["messages"] if isinstance(item, dict)]
    if found:
        item = chance.choice(found)
        said = json.loads(parcel.members[item["member"]])
        twist(said, chance)
        parcel.say(item, as_bytes(said) if chance.random() < 0.8 else blow(as_bytes(said), chance))


def message_kind(parcel, chance):
    found = [item for item in parcel.manifest["messages"] if isinstance(item, dict)]
    if found:
        chance.choice(found)["kind"] = chance.choice(MESSAGES)


def more_messages(parcel, chance):
    """Add a message of any kind that says anything."""
    kind = chance.choice(MESSAGES)
    values = {"format": f"fieldaudit {kind}", "version": 1, "number": 99, "revoked": [], "seat": parcel.manifest["to"]}
    values |= {"organisation": parcel.manifest["organisation"], "time": "2100-01-01T00:00:00.000Z", "have": []}
    values |= {"backup": "2100-01-01T00:00:00.000Z", "package": "0" * 64}
    twist(values, chance)
    parcel.add_message(kind, values)


def purpose(parcel, chance):
    parcel.manifest["purpose"] = chance.choice(("audits", "alert", "answer"))


def _header_change(chance):
    where, kind, name, seed = chance.random(), chance.randrange(6), chance.choice(NAMES), chance.randrange(1 << 30)

    def change(data):
        starts = _headers(data)
        if not starts:
            return data
        at = starts[int(where * len(starts))]
        block = bytearray(data[at : at + 512])
        if kind == 0:
            block[156:157] = bytes([type(chance)(seed).choice(b"123567xgLKS")])
        elif kind == 1:
            size = type(chance)(seed).choice((10**11, 8**11 - 1, 0, 1, 511, 513, 24 << 20, 1 << 40))
            text = b"%011o\0" % size
            block[124:136] = text if len(text) == 12 else b"\x80" + size.to_bytes(11, "big")
        elif kind == 2:
            block[:100] = name.encode("utf-8", "replace")[:100].ljust(100, b"\0")
        elif kind == 3:
            block[345:500] = b"prefix".ljust(155, b"\0")
        elif kind == 4:
            block[257:265] = type(chance)(seed).choice((b"ustar  \0", b"\0" * 8, b"ustar\x0099", b"USTAR\x0000"))
        else:
            block = bytearray(blow(bytes(block), type(chance)(seed))[:512].ljust(512, b"\0"))
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
        return data[:at] + bytes(block) + data[at + 512 :]

    return change


def _headers(data):
    found, at = [], 0
    while data[at : at + 512].strip(b"\0"):
        found.append(at)
        try:
            size = int(data[at + 124 : at + 135].strip(b" \0") or b"0", 8)
        except ValueError:
            break
        at += 512 + size + (-size % 512)
    return found


OUTSIDE = (cut, spoil, swap_blocks, header, outer_names, spoil_blob)
INSIDE = (spoil_seal, inner_member, inner_order, inner_header, inner_bytes, no_tar, signature)
SIGNED = (
    manifest, manifest, manifest_bytes, manifest_whole, signer, signer_der, another_request, member, packed, line,
    line, lines, carriage, payload, payload, payload, another_kind, checkpoint, form, form_true, message, message,
    message_kind, more_messages, purpose,
)  # fmt: skip
BY_NAME = {change.__name__: change for change in (*OUTSIDE, *INSIDE, *SIGNED)}
