"""Names of questions and choices: which are allowed, which one is meant, and `${}` references to them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from pyxform.parsing.expression import is_xml_tag

RESERVED = "meta"
_REFERENCE = re.compile(r"\$\{([^{}]*)\}")
_LAST_SAVED = "last-saved#"


@dataclass(frozen=True)
class Reference:
    """A `${}` in a cell: the name as written inside, and whether it is one that can be read."""

    written: str
    name: str
    sound: bool


def is_name(name: str) -> bool:
    """Tell whether a question can be called that (an XML name without a colon)."""
    return bool(is_xml_tag(name)) and ":" not in name


def mend_name(name: str, taken: Collection[str]) -> str:
    """Return an allowed name made from one that is not, different from all in `taken`."""
    words = re.sub(r"[^\w.-]+", "_", name.strip(), flags=re.ASCII if name.isascii() else 0).strip("_")
    made = words or "question"
    if not is_name(made):
        made = f"_{made}"
    made = made if is_name(made) else "question"
    if made != RESERVED and made not in taken:
        return made
    return free_name(made, taken)


def free_name(name: str, taken: Collection[str]) -> str:
    """Return `name` with the first number from 2 that makes it different from all in `taken`."""
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def references_in(text: str) -> Iterator[Reference]:
    """Yield every `${}` of a cell, those that are never closed or hold no name as unsound ones."""
    for match in _REFERENCE.finditer(text):
        name = match[1].removeprefix(_LAST_SAVED)
        yield Reference(match[0], name.strip(), is_name(name))
    rest = _REFERENCE.sub("", text)
    if "${" in rest:
        yield Reference(rest[rest.index("${") :][:40], "", sound=False)


def rename_references(text: str, renamed: dict[str, str]) -> str:
    """Replace names inside `${}`; spaces inside the braces go."""

    def one(match: re.Match[str]) -> str:
        inner = match[1].strip()
        saved = _LAST_SAVED if inner.startswith(_LAST_SAVED) else ""
        name = inner.removeprefix(_LAST_SAVED).strip()
        return f"${{{saved}{renamed.get(name, name)}}}"

    return _REFERENCE.sub(one, text)


def alike(name: str, known: Collection[str]) -> str | None:
    """Return the one name that is spelled alike but for case, spaces, hyphens and underscores; None unless only one."""
    found = {each for each in known if _flat(each) == _flat(name)}
    return found.pop() if len(found) == 1 else None


def near(name: str, known: Collection[str]) -> str:
    """Return the closest of the known names in words: "Did you mean age?", "" when none is close."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.7)
    return f"Did you mean {close[0]}?" if close else ""


def _flat(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()
