"""Which instruments a seat can use: those bundled with the program and those installed in its vault."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fieldaudit import assets, checklist  # load_form by attribute: what reads spreadsheets loads when it is asked for
from fieldaudit.checklist import Form, parse_form
from fieldaudit.errors import FormUnknown

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.vault.vault import Vault


@dataclass(frozen=True)
class Instrument:
    """What lists show of a form; its identity is `digest`."""

    id: str
    version: str
    title: str
    languages: tuple[str, ...]
    questions: int
    digest: str
    bundled: bool


def describe(form: Form, *, bundled: bool = False) -> Instrument:
    """Return what lists show of a form."""
    return Instrument(form.id, form.version, form.title, form.languages, form.question_count, form.digest, bundled)


@cache
def _bundled_forms() -> tuple[Form, ...]:
    folders = sorted(path.parent for path in assets.folder("forms").glob("*/survey.csv"))
    return tuple(checklist.load_form(folder) for folder in folders)


def bundled() -> list[Instrument]:
    """Return the instruments that come with the program."""
    return [describe(form, bundled=True) for form in _bundled_forms()]


def available(vault: Vault) -> list[Instrument]:
    """Return bundled and installed instruments, each digest once, bundled first."""
    known = {item.digest: item for item in bundled()}
    for digest in vault.forms():
        known.setdefault(digest, describe(form_of(vault, digest)))
    return list(known.values())


def install(vault: Vault, path: Path) -> Instrument:
    """Read a form file, put it in the vault and return its description; raises `FormRefused`."""
    form = checklist.load_form(path)
    vault.add_form(form.xform, form.attachments)
    return describe(form)


def find(vault: Vault, wanted: str) -> Form:
    """Return the newest form with this id or digest and make sure that the vault holds it; raises `FormUnknown`."""
    forms = [*_bundled_forms(), *(form_of(vault, digest) for digest in vault.forms())]
    matching = [form for form in forms if wanted in (form.id, form.digest)]
    if not matching:
        raise FormUnknown(form=wanted)
    chosen = max(matching, key=lambda form: form.version)
    vault.add_form(chosen.xform, chosen.attachments)
    return chosen


def form_of(vault: Vault, digest: str) -> Form:
    """Return the parsed form that an audit pins; parsed once per program run."""
    xform, attachments = vault.form(digest)
    return _parsed(digest, xform, tuple(sorted(attachments.items())))


@cache
def _parsed(digest: str, xform: bytes, attachments: tuple[tuple[str, bytes], ...]) -> Form:
    del digest  # it is the cache's key; the bytes were verified against it when they were stored
    return parse_form(xform, dict(attachments))
