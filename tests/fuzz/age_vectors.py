"""Runs the age test vectors of C2SP/CCTV: `python tests/fuzz/age_vectors.py FOLDER` with the folder `age/testdata`.

Prints which of them the age library that this program uses does not treat as they ask (docs/decisions/0016).
"""

# ruff: noqa: T201 - it prints what it finds

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import zlib
from collections import Counter, defaultdict
from pathlib import Path

import pyrage

POST_QUANTUM = "AGE-SECRET-KEY-PQ-"


def read(path: Path) -> tuple[dict[str, list[str]], bytes]:
    """Return a vector's headers and its age file."""
    head, _, body = path.read_bytes().partition(b"\n\n")
    found = defaultdict(list)
    for line in head.decode().splitlines():
        key, _, value = line.partition(": ")
        found[key].append(value)
    return found, zlib.decompress(body) if found.get("compressed") == ["zlib"] else body


def opened(headers: dict[str, list[str]], body: bytes) -> tuple[str, bytes]:
    """Return "" or what the library complains of, and everything that came out before."""
    out = io.BytesIO()
    try:
        if "passphrase" in headers:
            out.write(pyrage.passphrase.decrypt(body, headers["passphrase"][0]))
        else:
            secrets = [text for text in headers.get("identity", ()) if not text.startswith(POST_QUANTUM)]
            pyrage.decrypt_io(io.BytesIO(body), out, [pyrage.x25519.Identity.from_str(text) for text in secrets])
    except (pyrage.DecryptError, OSError) as refused:
        return str(refused), out.getvalue()
    return "", out.getvalue()


def kind(headers: dict[str, list[str]]) -> str:
    if "passphrase" in headers:
        return "scrypt"
    hybrid = any(text.startswith(POST_QUANTUM) for text in headers.get("identity", ()))
    return ("hybrid" if hybrid else "x25519") + (", armored" if "armored" in headers else "")


def holds(headers: dict[str, list[str]], complaint: str, plain: bytes) -> bool:
    """Whether a vector ends as it asks: opened or not, and nothing released but what its digest names."""
    wanted = headers["expect"][0]
    if (wanted == "success") == bool(complaint):
        return False
    return wanted not in ("success", "payload failure") or hashlib.sha256(plain).hexdigest() == headers["payload"][0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    counts: Counter[tuple[str, bool]] = Counter()
    for path in sorted(parser.parse_args().folder.iterdir()):
        headers, body = read(path)
        complaint, plain = opened(headers, body)
        passed = holds(headers, complaint, plain)
        counts[kind(headers), passed] += 1
        if not passed:
            print(f"{path.name} ({kind(headers)}): expected {headers['expect'][0]}, got {complaint or 'success'}")
    for (what, passed), number in sorted(counts.items()):
        print(f"{number:4} {what}: {'as asked' if passed else 'NOT as asked'}")
    return int(any(not passed for _, passed in counts))


if __name__ == "__main__":
    sys.exit(main())
