"""Sizes of files as people write them."""

from __future__ import annotations

import argparse
import re

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "KI": 2**10, "MI": 2**20, "GI": 2**30}
_SHAPE = re.compile(r"(\d{1,9})(?:[.,](\d{1,3}))?\s*([KMG]I?)?B?", re.IGNORECASE)


def size(text: str) -> int:
    """Return how many bytes `text` (20MB, 1.5 GB, 512KiB) names; raises what argparse tells as wrong usage."""
    found = _SHAPE.fullmatch(text.strip())
    whole, part, unit = found.groups() if found else ("0", "", "")
    thousandths = int(whole) * 1000 + int((part or "").ljust(3, "0"))
    bytes_ = thousandths * _UNITS[(unit or "").upper()] // 1000
    if bytes_ < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size, such as 20MB")
    return bytes_
