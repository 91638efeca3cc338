"""Which instruments a seat can use: those bundled with the program and those installed in its vault."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fieldaudit import assets, checklist  # load_form by attribute: what reads spreadsheets loads when it is asked for
from fieldaudit.checklist import Form, parse_form
from fieldaudit.errors import FormKeptApart, FormNameTaken, FormUnknown
from fieldaudit.vault import forms

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fieldaudit.vault.vault import Vault

_APART = "forms.apart"


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
    """Return bundled and installed instruments, each digest once, bundled first; those kept apart are none of them."""
    known = {item.digest: item for item in bundled()}
    for digest in vault.forms():
        known.setdefault(digest, describe(form_of(vault, digest)))
    set_aside = apart(vault)
    return [item for item in known.values() if item.digest not in set_aside]


def apart(vault: Vault) -> frozenset[str]:
    """Return the digests of forms that are kept for the audits made with them alone: another has their name."""
    return frozenset(vault.get(_APART) or ())


def namesakes(vault: Vault, form: Form) -> list[Instrument]:
    """Return the forms that are offered here under this one's id and version and are not the same."""
    named = [known for known in available(vault) if (known.id, known.version) == (form.id, form.version)]
    return [known for known in named if known.digest != form.digest]


def keep_apart(vault: Vault, digests: Iterable[str]) -> None:
    """Offer forms for no audit any more; those that were made with them keep them."""
    vault.put(_APART, sorted(apart(vault) | set(digests)))


def offer_again(vault: Vault, digest: str) -> None:
    """Offer a form that was kept apart, because head office gave it out after all."""
    if digest in apart(vault):
        vault.put(_APART, sorted(apart(vault) - {digest}))


def install(vault: Vault, path: Path) -> Instrument:
    """Read a form file, put it in the vault and return its description.

    Raises FormRefused, FormKeptApart, and FormNameTaken where another form, kept apart or not, has its name.
    """
    form = checklist.load_form(path)
    name = f"{form.id} {form.version}".strip()
    if form.digest in apart(vault):
        raise FormKeptApart(form=name)
    named = [known.digest for known in _every(vault) if (known.id, known.version) == (form.id, form.version)]
    if named and form.digest not in named:
        raise FormNameTaken(form=name)
    vault.add_form(form.xform, form.attachments)
    return describe(form)


def find(vault: Vault, wanted: str) -> Form:
    """Return the newest form with this id or digest and make sure that the vault holds it.

    Raises FormUnknown, and FormKeptApart for one that only the audits made with it use.
    """
    matching = [form for form in _every(vault) if wanted in (form.id, form.digest)]
    if not matching:
        raise FormUnknown(form=wanted)
    set_aside = apart(vault)
    matching = [form for form in matching if form.digest not in set_aside]
    if not matching:
        raise FormKeptApart(form=wanted)
    chosen = max(matching, key=lambda form: _counted(form.version))
    vault.add_form(chosen.xform, chosen.attachments)
    return chosen


def _every(vault: Vault) -> list[Form]:
    return [*_bundled_forms(), *(form_of(vault, digest) for digest in vault.forms())]


def _counted(version: str) -> list[tuple[int, str]]:
    """Return what versions are put in order by: 10 comes after 9."""
    parts = [(part.lstrip("0"), part[0].isdigit()) for part in re.findall(r"[0-9]+|[^0-9]+", version, re.ASCII)]
    return [(len(part) if counts else -1, part) for part, counts in parts]


def known_form(vault: Vault, digest: str) -> Form:
    """Return a form that is offered here, bundled ones included; raises FormMissing."""
    for form in _bundled_forms():
        if form.digest == digest:
            return form
    return form_of(vault, digest)


def added(vault: Vault, digest: str) -> str:
    """Return since when the vault holds a form (ISO), "" where it does not."""
    with vault.reading() as connection:
        return forms.added(connection, digest)


def form_of(vault: Vault, digest: str) -> Form:
    """Return the parsed form that an audit pins; parsed once per program run."""
    xform, attachments = vault.form(digest)
    return _parsed(digest, xform, tuple(sorted(attachments.items())))


@cache
def _parsed(digest: str, xform: bytes, attachments: tuple[tuple[str, bytes], ...]) -> Form:
    del digest  # it is the cache's key; the bytes were verified against it when they were stored
    return parse_form(xform, dict(attachments))
