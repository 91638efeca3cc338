"""One audit as a report's reader may know it: chosen cell by cell before anything is made of them.

Restricted cells are never opened here, not even in the vault of who wrote them. Texts, answers and findings come from
a session over the reader's own cells alone, so no label can quote what is above them. A second session over all clear
cells only tells which questions apply and what the rules say about those of the reader's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property

from fieldaudit.audit.cells import Cell
from fieldaudit.audit.outline import template
from fieldaudit.audit.sheet import SELECTS, Marks, Sheet, SheetRow, build_sheet
from fieldaudit.audit.views import AuditView
from fieldaudit.checklist import Form, Node, Raised, Session
from fieldaudit.errors import ReportAuditMissing
from fieldaudit.reports.data import Profile
from fieldaudit.reports.profile import enters
from fieldaudit.reports.wording import Wording
from fieldaudit.vault import Vault, instruments
from fieldaudit.vault.reading import properties_of

_STRUCTURE = ("row/", "closing/", "site_closing/", "amendment/")  # which rows there are, and who signed


@dataclass(frozen=True)
class Source:
    """`view`, `session` and `sheet` hold the reader's parts; `asked` and `verdicts` are by stable reference."""

    vault: Vault
    profile: Profile
    words: Wording
    view: AuditView
    session: Session
    sheet: Sheet
    asked: frozenset[str]
    verdicts: Mapping[str, Raised]

    @property
    def form(self) -> Form:
        """The form that the audit pins."""
        return self.session.form

    @cached_property
    def places(self) -> Mapping[str, tuple[str, str]]:
        """Each question's section and label, in the order of the checklist."""
        return {row.ref: (section.title, row.label.strip()) for section in self.sheet.sections for row in section.rows}

    def answer(self, ref: str) -> str:
        """Give what was recorded for a question, in words; "" where nothing was that is for the reader.

        What several people answered without knowing of each other stands side by side.
        """
        heads = self.view.slots.get(f"answer/{ref}", ())
        found = [cell.value for cell in heads if cell.value] or [self.values.get(ref, "")]
        return "\n".join(self._in_words(value, self.session.node(ref)) for value in dict.fromkeys(found))

    def place(self, ref: str) -> str:
        """Name the row of a repeat that a question lies in by its first text, "" where there is none."""
        row = self.rows.get(ref)
        beside = (other for other in self.rows.values() if row and row.row and other.row == row.row)
        names = (self.answer(other.ref) for other in beside if other.kind == "input" and other.type == "string")
        return next((name for name in names if name), "")

    def advice(self, ref: str) -> str:
        """Give what the form advises on a finding, in the report's language; "" where it does not speak it."""
        bind = self.form.binds.get(template(ref))
        return bind.audit.advice.get(self.session.language, "") if bind and bind.audit else ""

    @cached_property
    def rows(self) -> Mapping[str, SheetRow]:
        """Every question, by stable reference."""
        return {row.ref: row for section in self.sheet.sections for row in section.rows}

    @cached_property
    def values(self) -> Mapping[str, str]:
        """What was recorded, computed values included, by stable reference."""
        return self.view.values

    def _in_words(self, value: str, node: Node) -> str:
        if node.kind in SELECTS and value:
            labels = {choice.value: choice.label for choice in node.choices}
            return ", ".join(labels.get(chosen) or chosen for chosen in value.split())
        if node.type == "date" and (when := day(value)):
            return self.words.date(when)
        if node.type == "dateTime" and (at := moment(value)):
            return self.words.time(at)
        return value

    def enters(self, audience: str) -> bool:
        """Whether a part of this audience is for the reader."""
        return enters(audience, self.profile)

    def cells(self, record: str) -> list[Cell]:
        """Another record's cells that are for the reader."""
        return own(self.vault.cells(record), self.profile) if record else []


def own(cells: Iterable[Cell], profile: Profile) -> list[Cell]:
    """Choose the cells that are for `profile`."""
    return [cell for cell in cells if not cell.sealed and enters(cell.audience, profile)]


def open_source(vault: Vault, audit: str, profile: Profile, language: str) -> Source:
    """Read an audit for the reader of `profile`; raises ReportAuditMissing, FormMissing."""
    clear = own(vault.cells(audit), "headoffice")
    everything = AuditView.of(clear)
    if not everything.form:
        raise ReportAuditMissing(audit=audit)
    form = instruments.form_of(vault, everything.form)
    spoken = form_language(form, language)
    about = properties_of(everything)

    def resumed(values: Mapping[str, str]) -> Session:
        return Session.resume(form, values, everything.rows, record=audit, language=spoken, properties=about)

    whole = resumed(everything.values)
    structure = [cell for cell in clear if cell.slot.startswith(_STRUCTURE)]
    chosen = {id(cell): cell for cell in (*own(clear, profile), *structure)}
    view = AuditView.of(chosen.values())
    session = resumed(view.values)
    verdicts = {raised.ref: raised for raised in whole.findings() if _for(whole, raised.ref, profile)}
    return Source(
        vault=vault,
        profile=profile,
        words=Wording(language),
        view=view,
        session=session,
        sheet=build_sheet(session, Marks(view.skips, view.notes), []),
        asked=frozenset(row.ref for row in build_sheet(whole, Marks(), []).rows),
        verdicts=verdicts,
    )


def _for(session: Session, ref: str, profile: Profile) -> bool:
    return enters(session.node(ref).audience, profile)


def form_language(form: Form, language: str) -> str | None:
    """Choose the form's own name for a language, such as English (en); None when it does not speak it."""
    wanted = language.lower()
    named = (name for name in form.languages if name.lower() == wanted or name.lower().endswith(f"({wanted})"))
    return next(named, None)


def moment(text: str, offset: str = "") -> datetime | None:
    """Read a time as it was recorded, at `offset` minutes from UTC where that is known; None when it is no time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return aware.astimezone(timezone(timedelta(minutes=int(offset)))) if offset else aware


def day(text: str) -> date | None:
    """Read a date; None when it is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
