"""The words of the `type` column: what each is, how else people write it, and what only another program knows."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

SELECTS = ("select_one", "select_multiple", "rank")
FROM_FILE = ("select_one_from_file", "select_multiple_from_file")
EXTERNAL = "select_one_external"
OPENS, CLOSES = "opens", "closes"
CONTAINERS = ("group", "repeat", "loop", "lgroup", "looped group")
SETTINGS = ("form_id", "form_title", "set_form_id", "set_form_title", "prefix")
NAMELESS = ("note", "audit")

#: Filled in by another vendor's program alone; here such a row stays and is blank.
VENDOR_FILLED = {
    "caseid": "SurveyCTO", "comments": "SurveyCTO", "text audit": "SurveyCTO", "audio audit": "SurveyCTO",
    "speed violations count": "SurveyCTO", "speed violations list": "SurveyCTO",
    "speed violations audit": "SurveyCTO", "sensor_statistic": "SurveyCTO", "sensor_stream": "SurveyCTO",
    "enumerator": "SurveyCTO", "bluetooth": "SurveyCTO",
}  # fmt: skip
#: What another vendor calls a type that exists here too.
VENDOR_NAMES = {"qrcode": "barcode", "tel": "text", "multiline": "text", "numeric": "decimal", "number": "decimal"}
HERE = "calculate_here"
#: What another vendor makes of a row, and what the author can do instead.
VENDOR_ONLY = {
    HERE: "SurveyCTO computes it when it is reached; write calculate, with once(...) to keep the first value.",
    "begin_kobomatrix": "Write a group with one question for each cell of the matrix.",
    "begin_score": "Write a group with the appearance field-list and one select_one for each row.",
    "begin_rank": "Write one question of the type rank.",
}

_CONTAINER = re.compile(
    r"(begin|end)[\s_-]+(looped group|lgroup|group|repeat|loop)(?:\s+(?:over\s+)?(\S+))?", re.IGNORECASE
)
_OTHER = re.compile(r"\s+(?:or specify other|or_other|or other)$", re.IGNORECASE)
_SELECT_WORDS = {
    "select_one": ("select_one", "select one", "select one from", "select1", "add select one prompt using"),
    "select_multiple": (
        "select_multiple", "select multiple", "select all that apply", "select all that apply from",
        "add select multiple prompt using",
    ),
    "select_one_from_file": ("select_one_from_file", "select one from file"),
    "select_multiple_from_file": ("select_multiple_from_file", "select multiple from file"),
    "select_one_external": ("select_one_external",),
    "rank": ("rank",),
    "osm": ("osm",),
}  # fmt: skip
_EXACT_SELECT = {word: kind for kind, words in _SELECT_WORDS.items() for word in words if word != "select multiple"}
_PLAIN = (set(QUESTION_TYPE_DICT) | {"audit", *SETTINGS}) - {
    word for word in QUESTION_TYPE_DICT if word in _EXACT_SELECT or word == "osm"
}


@dataclass(frozen=True)
class Kind:
    """A type taken apart: `what` is a plain type, a select, or `opens` or `closes` for the container in `rest`."""

    what: str
    rest: str = ""
    other: bool = False

    @property
    def is_select(self) -> bool:
        """Whether it chooses from a list of the choices sheet."""
        return self.what in SELECTS


def read_type(written: str) -> Kind | None:
    """Take a cell of the type column apart as pyxform does; None when pyxform does not know it."""
    text = written.strip()
    container = _CONTAINER.fullmatch(text)
    if container and text == text.lower() and "-" not in text.partition(" ")[0]:
        return Kind(OPENS if container[1] == "begin" else CLOSES, container[2])
    stem, other = _OTHER.sub("", text), _OTHER.search(text) is not None
    words, _, rest = stem.rpartition(" ")
    select = _EXACT_SELECT.get(words)
    if select:
        return Kind(select, rest, other)
    return Kind(text) if text in _PLAIN or text in {"osm", "rank"} else None


def mend_type(written: str) -> str | None:
    """Return the type that is certainly meant by one that pyxform does not know, or None.

    Only case, spaces, underscores and hyphens are evened out, and words of other vendors are replaced.
    """
    text = " ".join(written.split())
    container = _CONTAINER.fullmatch(text)
    if container:
        kind = "group" if container[2].lower() == "group" else "repeat"
        kind = "loop" if container[2].lower() == "loop" else kind
        return f"{container[1].lower()}_{kind}" + (f" over {container[3]}" if kind == "loop" and container[3] else "")
    vendor = VENDOR_NAMES.get(text.lower()) or ("hidden" if vendor_of(text) else None)
    if vendor:
        return "text" if text.lower().startswith("db:") else vendor
    stem, other = _OTHER.sub("", text), " or_other" if _OTHER.search(text) else ""
    words, _, rest = stem.rpartition(" ")
    for kind, spellings in _SELECT_WORDS.items():
        if words and _flat(words) in {_flat(word) for word in spellings}:
            return f"{kind} {rest}{other}"
    alike = {word for word in _PLAIN if _flat(word) == _flat(text)}
    return min(alike, key=len) if alike else None


def vendor_of(written: str) -> str:
    """Say whose program alone fills in such a row, "" for no one's."""
    text = " ".join(written.split()).lower()
    if text.startswith("db:"):
        return "Community Health Toolkit"
    return VENDOR_FILLED.get(text) or VENDOR_FILLED.get(text.partition(" ")[0], "")


def advise_type(written: str) -> str:
    """Say what to write instead of a type that is not known."""
    text = " ".join(written.split())
    if text.lower() in VENDOR_ONLY:
        return VENDOR_ONLY[text.lower()]
    mended = mend_type(written)
    if mended:
        return f"Write {mended}; forms check FILE --repair OUT.xlsx does it for you."
    stem, _, rest = text.partition(" ")
    if _flat(stem) in {"selectone", "selectmultiple"} and not rest:
        return f"Write the name of a list after it: {stem} LIST."
    known = sorted({"text", "integer", "decimal", "date", "note", "calculate", "image", "geopoint"} | _PLAIN)
    near = get_close_matches(text.lower(), known, n=1) or get_close_matches(stem.lower(), list(SELECTS), n=1)
    return f"Did you mean {near[0]}?" if near else "Write text, integer, decimal, date, select_one LIST, ..."


def _flat(word: str) -> str:
    return re.sub(r"[\s_-]+", "", word).lower()
