"""Cuts packages: `python -m tests.fuzz.packages_cuts --places 1000 [--seed N]`, of each package both ways.

At every boundary of a region (headers, contents and padding of the tar, header, MAC and pieces of the age file), one
byte around it, and at random places; then the same of what lies in the envelope, encrypted again. None may be accepted,
and a refusal may leave one row and nothing else.
"""

# ruff: noqa: S311, T201 - places, not secrets; it prints what it finds

from __future__ import annotations

import argparse
import io
import os
import random
import sys
import tarfile
import tempfile
import time
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]
BLOCK, AGE, MAC, PIECE = 512, b"age-encryption.org", b"\n---", 65536 + 16


def boundaries(data: bytes) -> list[int]:
    """Return every length that a package, or the inside of an envelope, is cut to at a boundary or beside one."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        edges = {
            edge
            for info in tar
            for edge in (info.offset, info.offset_data, info.offset_data + info.size, -(-info.size // BLOCK) * BLOCK)
        }
    edges |= {len(data) - BLOCK, len(data) - 2 * BLOCK, len(data) - 1}
    if AGE in data:
        begin = data.index(AGE)
        body = data.index(b"\n", data.index(MAC, begin) + 1) + 1
        edges |= {begin + len(AGE), data.index(MAC, begin), body, body + 16, body + 16 + PIECE}
    return sorted({edge + step for edge in edges for step in (-1, 0, 1) if 0 <= edge + step < len(data)})


def lengths(data: bytes, places: int, chance: random.Random) -> list[int]:
    """Return all boundaries, and `places` random ones."""
    return [*boundaries(data), *(chance.randrange(len(data)) for _ in range(places))]


def plain_of(parcel) -> bytes:
    """Return the tar inside the envelope of a parcel as it stands."""
    seen: list[bytes] = []
    parcel.plain.append(lambda plain: seen.append(plain) or plain)
    with tempfile.TemporaryDirectory() as folder:
        parcel.write(Path(folder) / "whole.fap")
    parcel.plain.pop()
    return seen[0]


def cut_all(world, base: str, places: int, seed: int) -> Counter[str]:
    """Deliver every cut of a package; return how often each state came. Raises Wrong for whatever it may not do."""
    from package_workshop import lay_open
    from packages_run import ACCEPTED, Wrong, dump, files_of, import_package, refused, trial

    reader, chance, counts = world.reader(base), random.Random(f"{base} {seed}"), Counter()
    path = world.folder / "cut.fap"

    def deliver(what: str) -> None:
        with trial(reader):
            before, files = dump(reader), files_of(reader)
            result = import_package(reader, path)
            if result.state in ACCEPTED:
                raise Wrong(f"{base} was accepted, {what}")
            refused(reader, result, before, dump(reader), files)
        counts[result.state] += 1

    data = world.package(base).read_bytes()
    for length in lengths(data, places, chance):
        path.write_bytes(data[:length])
        deliver(f"cut to {length}")
    parcel = lay_open(world.package(base), world.sender(base), reader)
    plain = plain_of(parcel)
    for length in lengths(plain, places, chance):
        parcel.plain[:] = [lambda plain, length=length: plain[:length]]
        parcel.write(path)
        deliver(f"its inside cut to {length}")
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.path[:0] = [str(TESTS / "store"), str(TESTS / "fuzz")]
    with tempfile.TemporaryDirectory(prefix="fieldaudit-cuts-") as folder:
        os.environ["FIELDAUDIT_STATE_DIR"] = str(Path(folder) / ".state")
        from hostile_world import BASES, open_hostile

        with open_hostile(Path(folder) / "world") as world:
            for base in BASES:
                began = time.monotonic()
                counts = cut_all(world, base, options.places, options.seed)
                print(f"{base}: {counts.total()} cuts, {dict(counts)}, {time.monotonic() - began:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
