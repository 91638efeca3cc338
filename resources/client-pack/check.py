"""Checks an unpacked FieldAudit client pack in the current folder: python3 check.py (standard library only).

It recomputes every digest; the two signatures and the certificates are for openssl, see README.txt.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

AUDIENCES = {"site": ["site"], "client": ["client", "site"]}
LISTS = ("sums.txt", "sums.sig")
ANSWERS = "closing/answers/"
LONGEST_LINE = 64 * 1024
P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")  # what a public key begins with
KEY = len(P256) + 64


class Broken(Exception):
    """The pack does not hold together; the text says where."""


def check(files):
    """Return the pack's own description (pack.json) when everything in `files` (name: bytes) fits; raise Broken."""
    _sums(files)
    about = _object(files, "pack.json")
    if about.get("format") != "fieldaudit client pack" or about.get("version") != 1:
        raise Broken("pack.json describes no client pack of a version that is known here")
    closing = _bytes(files, "closing/closing.line")
    need(about.get("closing") == _line_hash(closing), "the closing is not the one that pack.json names")
    line, evidence, lines = _line(closing), {}, {}
    need(line["kind"] == "closing.signed" and line["record"] == about.get("audit"), "the closing is of something else")
    for audience in reversed(AUDIENCES.get(about.get("audience"), [])):
        line, covers = _covers(files, audience, line)
        need(line["record"] == about["audit"], "what the closing covers is of another audit")
        here = _events(files, audience, covers)
        lines |= here
        _openings(files, audience, here)
        evidence |= {at: original for at, original in covers["evidence"] if here[at]["kind"] == "evidence.attached"}
    need(lines, "it shows nothing")
    _photos(files, about, evidence)
    about = about | {"answers": _answers(files, about)}
    _signers(files, about, _line(closing))
    return about


def need(holds, problem):
    """Raise Broken with `problem` unless it holds."""
    if not holds:
        raise Broken(problem)


def _sums(files):
    named = {}
    for row in _text(files, "sums.txt").splitlines():
        digest, _, name = row.partition("  ")
        need(name and name not in named and name not in LISTS, "sums.txt is not a list of digests")
        named[name] = digest
    for name in sorted(set(named) | set(files) - set(LISTS)):
        need(name in named, f"{name} is not listed in sums.txt")
        need(name in files, f"{name} is missing")
        digest = files.sha256(name) if hasattr(files, "sha256") else hashlib.sha256(files[name]).hexdigest()
        need(digest == named[name], f"{name} is not what sums.txt says")


def _covers(files, audience, after):
    """Return the line and the payload of what the closing says to `audience`: the line right before `after`."""
    data = _bytes(files, f"closing/{audience}.line")
    line = _line(data)
    need(after["prev"] == _line_hash(data), f"closing/{audience}.line is not the line before the one that follows it")
    need(
        line["kind"] == "closing.covers" and (line["seat"], line["inc"]) == (after["seat"], after["inc"]),
        f"closing/{audience}.line is no statement of what the closing covers",
    )
    salt, payload = _bytes(files, f"closing/{audience}.salt"), _bytes(files, f"closing/{audience}.payload")
    need(len(salt) == 32, f"closing/{audience}.salt is not 32 bytes")
    need(line["commit"] == _commitment(salt, payload), f"closing/{audience}.payload is not what was committed to")
    said = _object(files, f"closing/{audience}.payload")
    need(said.get("audience") == audience, f"closing/{audience}.payload is for somebody else")
    return line, said


def _events(files, audience, covers):
    data = _bytes(files, f"events/{audience}.lines")
    need(not data or data.endswith(b"\n"), f"events/{audience}.lines does not end with a line break")
    rows = data.split(b"\n")[:-1]
    need(all(len(row) <= LONGEST_LINE for row in rows), f"a line in events/{audience}.lines is too long")
    lines = {_line_hash(row): _line(row) for row in rows}
    need(len(lines) == len(rows) == covers["count"], f"events/{audience}.lines has not as many lines as were signed")
    joined = "".join(f"{one}\n" for one in sorted(lines))
    digest = hashlib.sha256(b"fieldaudit covers 1\n" + joined.encode()).hexdigest()
    need(digest == covers["lines"], f"a line in events/{audience}.lines is not what was signed")
    return lines


def _openings(files, audience, lines):
    shown = set()
    for row in _text(files, f"events/{audience}.openings").splitlines():
        opening = _loads(row)
        need(isinstance(opening, dict) and set(opening) == {"line", "salt", "payload"}, "an opening is malformed")
        at, salt = opening["line"], bytes.fromhex(opening["salt"])
        need(at in lines and at not in shown and len(salt) == 32, "an opening belongs to no line")
        payload = opening["payload"].encode()
        need(lines[at]["commit"] == _commitment(salt, payload), f"the payload of {at} is not what was committed to")
        _loads(opening["payload"])
        shown.add(at)


def _photos(files, about, evidence):
    listed = {photo["file"] for photo in about["photos"]}
    need(
        listed == {name for name in files if name.startswith("photos/")} and len(listed) == len(about["photos"]),
        "the photos are not those that pack.json lists",
    )
    for photo in about["photos"]:
        need(
            photo["event"] in evidence and evidence[photo["event"]] == photo["original"],
            f"{photo['file']} belongs to no evidence that was signed for",
        )


def _answers(files, about):
    """Return what the site's representative said of this very closing, each time: a later answer names the earlier."""
    named = sorted({name[:-5] for name in files if name.startswith(ANSWERS) and name.endswith(".line")})
    need(named == [f"{ANSWERS}{at:04d}" for at in range(1, len(named) + 1)], "the site's answers are not in order")
    parts = {name: _parts(files, name) for name in named}
    need(
        {name for name in files if name.startswith(ANSWERS)} == {one for names in parts.values() for one in names},
        "a file among the site's answers belongs to none",
    )
    before, said, shown = set(), [], ()
    for name in named:
        shown = tuple(_bytes(files, name + end) for end in (".line", ".salt", ".payload"))
        said.append(_answer(about, *shown, before))
        need(
            len(parts[name]) == 3 or _seat(files, f"{name}.pem") == _line(shown[0])["seat"], f"{name}.pem is another's"
        )
    if "closing/site-answer.json" not in files:
        need(not named, "closing/site-answer.json is missing")
        return []
    last = _object(files, "closing/site-answer.json")
    alone = last["line"].encode(), bytes.fromhex(last["salt"]), last["payload"].encode()
    need(shown in ((), alone), "closing/site-answer.json is not the last answer")
    return said or [_answer(about, *alone, before)]


def _parts(files, name):
    """Return the files of an answer: a signature has the certificate of who wrote the answer down beside it."""
    proof = {name + end for end in (".sig", ".pem")} & set(files)
    need(len(proof) != 1, f"{name} lacks its signature or its certificate")
    return {name + end for end in (".line", ".salt", ".payload")} | proof


def _answer(about, data, salt, payload, before):
    """Return one answer; `before` are the lines of those that it may name, and then holds its own too."""
    line, said = _line(data), _loads(payload.decode("utf-8"))
    need(
        (line["kind"], line["record"]) == ("closing.site", about["audit"])
        and line["commit"] == _commitment(salt, payload)
        and len(salt) == 32
        and said["closing"] == about["closing"],
        "an answer of the site is none to this closing",
    )
    need(set(said.get("earlier", [])) <= before, "an earlier answer of the site is missing")
    need(_line_hash(data) not in before, "an answer of the site is here twice")
    before.add(_line_hash(data))
    return str(said["answer"])


def _signers(files, about, closing):
    """Check that the certificates are each one, and of those whom the pack and the closing name."""
    _certificate(files, "authority.pem")
    signer, maker = (_seat(files, f"{one}.pem") for one in ("signer", "maker"))
    need(closing["seat"] == signer == about.get("signer"), "signer.pem is not of the seat that the closing names")
    need(maker == about.get("maker"), "maker.pem is not of the seat that pack.json names")


def _certificate(files, name):
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    text = _text(files, name).strip()
    need(text.startswith(begin) and text.endswith(end) and text.count("-----") == 4, f"{name} is not one certificate")
    return base64.b64decode("".join(text[len(begin) : -len(end)].split()), validate=True)


def _seat(files, name):
    """Return the seat of the key in a certificate: where its DER SubjectPublicKeyInfo lies, it is on P-256."""
    data = _certificate(files, name)
    need(data.count(P256) == 1, f"{name} holds no key that a seat can have")
    at = data.index(P256)
    return hashlib.sha256(data[at : at + KEY]).hexdigest()[:32]


def _line_hash(line):
    return hashlib.sha256(b"fieldaudit event 1\n" + line).hexdigest()


def _commitment(salt, payload):
    return hashlib.sha256(b"fieldaudit payload 1\n" + salt + payload).hexdigest()


def _bytes(files, name):
    need(name in files, f"{name} is missing")
    return files[name]


def _text(files, name):
    return _bytes(files, name).decode("utf-8")


def _object(files, name):
    value = _loads(_text(files, name))
    need(isinstance(value, dict), f"{name} is not an object")
    return value


def _line(data):
    value = _loads(data.decode("utf-8"))
    need(isinstance(value, dict), "a line is not an object")
    return value


def _loads(text):
    return json.loads(text, object_pairs_hook=_once)


def _once(pairs):
    need(len({name for name, _ in pairs}) == len(pairs), "a name stands twice in an object")
    return dict(pairs)


def examine(files):
    """Like check, and raises Broken for whatever is malformed too."""
    try:
        return check(files)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as strange:
        raise Broken("something in it is malformed") from strange


def main():
    """Check the current folder; return the exit code."""
    here = Path()
    made = {"maker.pub", "signer.pub", "answer.pub", "ca.pem"}  # by the commands of README.txt
    found = {path.as_posix(): path.read_bytes() for path in here.rglob("*") if path.is_file()}
    try:
        about = examine({name: data for name, data in found.items() if name not in made})
    except Broken as problem:
        print(f"NOT WHOLE: {ascii(str(problem))[1:-1]}.")
        return 1
    print(
        f"Whole: audit {ascii(about['audit'])[1:-1]}, pack for the {about['audience']}, {len(about['photos'])} photos."
    )
    print(f"The site said of it: {', '.join(ascii(one)[1:-1] for one in about['answers']) or 'nothing that is here'}.")
    print("The signatures are for openssl: README.txt, steps 1 to 3 and 7.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
