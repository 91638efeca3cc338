"""The markup that ODK allows in labels and hints, as safe rich text; and the same words without it."""

from __future__ import annotations

import re
from html import escape

_MARKS = re.compile(r"[*_#\[<\\]")
_HEADER = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(((?:https?://|mailto:)[^\s()<>\"]+)\)")
_OTHER_LINK = re.compile(r"\[([^\[\]\n]+)\]\([^\s()]*\)")
_STRONG = re.compile(r"(\*\*)(?=\S)(.+?)(?<=\S)\1|(?<!\w)(__)(?=\S)(.+?)(?<=\S)\3(?!\w)", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])(.+?)(?<=[^\s*_])\1(?![\w*])", re.DOTALL)
_SPAN = re.compile(r"&lt;(span|p|h[1-6])((?: style=(?:&quot;|&#x27;)[^&<>]*(?:&quot;|&#x27;))?)&gt;")
_SPAN_END = re.compile(r"&lt;/(span|p|h[1-6])&gt;")
_COLOUR = re.compile(r"color:\s*(#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,20})\b")
_TAG = re.compile(r"</?(?:span|p|h[1-6])(?:\s[^<>]*)?>")
_ESCAPED = re.compile(r"\\([*_#\[\]\\<>])")
_KEPT = "\ue000{}\ue001"
_KEEP = re.compile("\ue000(\\d+)\ue001")
_SIZES = {1: "x-large", 2: "large", 3: "medium"}
_MOST = 4_000


def is_marked(text: str) -> bool:
    """Return whether a text may hold markup."""
    return _MARKS.search(text) is not None


def rich(text: str) -> str:
    """Return a text as rich text: headers, bold, italics, links and colours; everything else stands as it is typed.

    Returns "" for a text without any of it, which is then shown plain. A text longer than 4,000 letters stays plain.
    """
    if len(text) > _MOST or not is_marked(text):
        return ""
    text = text.replace("\ue000", "").replace("\ue001", "")
    letters, text = _keep_escaped(text)
    kept = [escape(letter) for letter in letters]
    safe = escape(text)
    made = _HEADER.sub(_header, safe)
    made = _LINK.sub(lambda found: _link(found, kept), made)
    made = _OTHER_LINK.sub(r"\1", made)
    made = _STRONG.sub(lambda found: f"<b>{_strong(found)}</b>", made)
    made = _EMPHASIS.sub(r"<i>\2</i>", made)
    made = _spans(made)
    if made == safe and not kept:
        return ""
    made = made.replace("\n", "<br>")
    return _KEEP.sub(lambda found: kept[int(found[1])], made)


def plain(text: str) -> str:
    """Return the words of a text, for lists, names and readers."""
    if len(text) > _MOST or not is_marked(text):
        return text
    text = text.replace("\ue000", "").replace("\ue001", "")
    kept, text = _keep_escaped(text)
    text = _TAG.sub("", text)
    text = _HEADER.sub(r"\2", text)
    text = _OTHER_LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(_strong, text))
    return _KEEP.sub(lambda found: kept[int(found[1])], text)


def _keep_escaped(text: str) -> tuple[list[str], str]:
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1])
        return _KEPT.format(len(kept) - 1)

    return kept, _ESCAPED.sub(keep, text)


def _strong(found: re.Match[str]) -> str:
    return found[2] or found[4]


def _link(found: re.Match[str], kept: list[str]) -> str:
    """Keep the address out of what follows: the signs in it mean nothing."""
    kept.append(f'<a href="{found[2]}">')
    return f"{_KEPT.format(len(kept) - 1)}{found[1]}</a>"


def _header(found: re.Match[str]) -> str:
    size = _SIZES.get(len(found[1]), "medium")
    return f'<span style="font-size: {size}; font-weight: 600">{found[2]}</span>'


def _spans(text: str) -> str:
    """Let `span` and `p` through with nothing but a colour, each opened one closed."""
    opened = 0

    def begin(found: re.Match[str]) -> str:
        nonlocal opened
        opened += 1
        colour = _COLOUR.search(found[2])
        return f'<span style="color: {colour[1]}">' if colour else "<span>"

    made = _SPAN.sub(begin, text)

    def end(_: re.Match[str]) -> str:
        nonlocal opened
        opened -= 1
        return "</span>" if opened >= 0 else ""

    made = _SPAN_END.sub(end, made)
    return made + "</span>" * max(0, opened)
