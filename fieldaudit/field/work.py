"""An open audit: a live session of its form, every change of which is on disk before it is shown as saved."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from fieldaudit.audit import ids
from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.events import Subject
from fieldaudit.audit.outline import template
from fieldaudit.checklist import Changes
from fieldaudit.errors import AnswerRefused, AuditIsSigned, ReasonMissing
from fieldaudit.field import consent, evidence, finding_entries, undo
from fieldaudit.field.finding_entries import Standing
from fieldaudit.field.recording import Entry, Heads, Recorder
from fieldaudit.field.rules import FindingRules
from fieldaudit.vault import blobs, officers, reference
from fieldaudit.vault.listing import PROGRESS
from fieldaudit.vault.opening import readable_cells
from fieldaudit.vault.reading import earlier_findings, findings_of, read_audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fieldaudit.audit.audit_view import Evidence
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.audit.sheet import Sheet
    from fieldaudit.checklist import Session
    from fieldaudit.field.evidence import Prepared
    from fieldaudit.field.undo import Thing
    from fieldaudit.vault import Vault
    from fieldaudit.vault.reading import AuditReading

#: Steps of about two seconds that an audit is given to be computed to its end where nobody watches it.
MOST_STEPS = 60
_FRACTION = re.compile(r"[.,]0*[1-9]")
CONTAINERS = ("root", "group", "repeat")


@dataclass(frozen=True)
class Saved:
    """What one change did: when it was on disk (UTC), which references changed, which findings came and went."""

    time: str
    values: Mapping[str, str]
    touched: frozenset[str]
    raised: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    thing: Thing | None = None  # what was undone or brought back


class AuditWork:
    """One audit being filled in. Every method that changes it returns after the change is durable."""

    def __init__(self, vault: Vault, audit: str, language: str | None = None) -> None:
        """Open the audit; raises AuditUnknown, or FormUnknown when its form is not in this vault."""
        self.vault = vault
        self.id = audit
        self._language = language
        self.reload()
        if not self.signed:
            self.settle()

    def reload(self) -> None:
        """Read the audit anew from the vault."""
        self.reading: AuditReading = read_audit(self.vault, self.id, self._language)
        form = self.session.form
        # what rests on restricted answers that cannot be read here (any more) stays as it was recorded
        unknowable = consent.resting_on_restricted(form) if self.reading.opaque else frozenset[str]()
        self._recorder = Recorder(self.id, form.digest, Heads(dict(self.reading.heads)))
        contested = frozenset(self.reading.view.conflicts)
        self._standing = Standing(self.reading, self._recorder, contested, unknowable)
        repeats = earlier_findings(self.vault, self.reading.visit.site, self.id, form.id)
        clocks = reference.clocks(self.vault)
        self._rules = FindingRules(self.session, self._visited(), frozenset(repeats), self._finding_id, clocks)

    @property
    def session(self) -> Session:
        """The live form; read from it, change it only through this object."""
        return self.reading.session

    @property
    def signed(self) -> bool:
        """Whether the audit is closed and must be amended before it can change."""
        return self.reading.view.closing is not None

    def view(self) -> AuditView:
        """Return the audit as the vault holds it now."""
        return AuditView.of(readable_cells(self.vault, self.id))

    def findings(self) -> list[FindingView]:
        """Return the audit's findings with what was said about them since, worst first."""
        return findings_of(self.vault, self.view())

    def set_language(self, language: str) -> None:
        """Show the form in another of its languages."""
        self._language = language
        self.session.set_language(language)

    def sheet(self) -> Sheet:
        """Return every question as it stands now."""
        return self.reading.sheet()

    # changes

    def answer(self, ref: str, value: str) -> Saved:
        """Set a question's value ("" clears it); raises AnswerRefused and leaves everything as it was."""
        self._open_or_refuse()
        ref = self.session.stable(ref)
        self._keep_fractions(ref, value)
        changes = self.session.answer(ref, value)
        first = self._recorder.answer(ref, value, self.session.node(ref).audience)
        saved = self._record([first], changes, answered=ref)
        self.reading.skips.pop(ref, None)
        return saved

    def _keep_fractions(self, ref: str, value: str) -> None:
        """Refuse a fraction for a whole number: ODK cuts it off, and a person would not hear of it."""
        whole = self.session.has(ref) and self.session.node(ref).type in ("int", "integer")
        if whole and _FRACTION.search(value):
            raise AnswerRefused(ref=ref, reason="it is not a whole number")

    def skip(self, ref: str, reason: str) -> Saved:
        """Mark a question as not checked, with the reason; an answer it had is taken back."""
        self._open_or_refuse()
        if not reason.strip():
            raise ReasonMissing(what="a question that was not checked")
        ref = self.session.stable(ref)
        changes = self.session.answer(ref, "")
        entry = self._recorder.skip(ref, reason.strip(), self.session.node(ref).audience)
        saved = self._record([entry], changes, answered=ref)
        self.reading.skips[ref] = reason.strip()
        return saved

    def note(self, ref: str, text: str) -> Saved:
        """Write the note beside a question."""
        self._open_or_refuse()
        ref = self.session.stable(ref)
        saved = self._append([self._recorder.note(ref, text, self.session.node(ref).audience)], {}, frozenset([ref]))
        self.reading.notes[ref] = text
        return saved

    def attach(self, ref: str, data: bytes, name: str, taken: str = "") -> Saved:
        """Attach a photo, scan or recording to a question; raises PhotoRefused, EvidenceFull and changes nothing."""
        self._open_or_refuse()
        self.session.node(ref)  # an unknown reference is refused before anything is sealed
        prepared = evidence.prepare(self.vault, self.id, data, name)
        return self.attach_prepared(ref, replace(prepared, taken=taken or prepared.taken))

    def attach_prepared(self, ref: str, prepared: Prepared, *, from_tray: bool = False) -> Saved:
        """Attach what `evidence.prepare` checked and sealed, or a file of the tray; what fails leaves nothing."""
        try:
            self._open_or_refuse()
            ref = self.session.stable(ref)
            node = self.session.node(ref)
            with self.vault.transaction():
                entry = self._attachment(ref, prepared, node.audience)
                restricted = node.audience == "restricted"
                evidence.keep(self.vault, self.id, prepared, from_tray=from_tray, restricted=restricted)
                saved = self._append([entry], {}, frozenset([ref]))
                self.reading.evidence[ref] = self.reading.evidence.get(ref, 0) + 1
                answers = node.kind == "upload" and not node.value
                return self.answer(ref, prepared.sealed.name) if answers else saved
        except BaseException:
            if not from_tray:
                evidence.let_go(self.vault, prepared)
            self.reload()  # the whole transaction was undone, what went well in it too
            raise

    def _attachment(self, ref: str, prepared: Prepared, audience: str) -> Entry:
        sealed = prepared.sealed
        payload = {
            "ref": ref,
            "blob": sealed.id,
            "name": sealed.name,
            "media_type": sealed.media_type,
            "size": sealed.size,
            "sha256": sealed.sha256,
            "taken": prepared.taken,
            "secret": sealed.secret,
            "file": blobs.path_of(self.vault.home, sealed.id).name,
        }
        return self._recorder.entry("evidence.attached", payload, audience, [f"evidence/{ref}/{sealed.id}"])

    def detach(self, ref: str, blob: str, reason: str) -> Saved:
        """Take an attachment off a question, with the reason; the file stays in the journal's keeping."""
        self._open_or_refuse()
        if not reason.strip():
            raise ReasonMissing(what="an attachment that is removed")
        ref = self.session.stable(ref)
        payload = {"ref": ref, "blob": blob, "reason": reason.strip()}
        entry = self._recorder.entry(
            "evidence.removed", payload, self.session.node(ref).audience, [f"evidence/{ref}/{blob}"]
        )
        saved = self._append([entry], {}, frozenset([ref]))
        self.reading.evidence[ref] = max(0, self.reading.evidence.get(ref, 0) - 1)
        return saved

    def attachments(self, ref: str) -> tuple[Evidence, ...]:
        """Return what is attached to a question, oldest first."""
        return self.view().evidence.get(self.session.stable(ref), ())

    def add_repeat(self, repeat: str) -> Saved:
        """Add a row to the repeat at this reference."""
        self._open_or_refuse()
        _, changes = self.session.add_repeat(repeat)
        return self._record([], changes)

    def remove_repeat(self, row: str) -> Saved:
        """Remove a row; its answers stay in the journal."""
        self._open_or_refuse()
        changes = self.session.remove_repeat(row)
        return self._record([], changes)

    def unfinished(self) -> list[str]:
        """Return the places that are not computed yet, by stable reference: the form asks for very much."""
        return self.session.unfinished()

    def go_on(self) -> Saved:
        """Compute on with what is unfinished, as long as one change may take, and record what comes out."""
        self._open_or_refuse()
        return self._record([], self.session.recompute())

    def finish_computing(self) -> None:
        """Go on until all is computed, at most for about two minutes."""
        for _ in range(MOST_STEPS):
            if self.signed or not self.unfinished():
                return
            self.go_on()

    def unasked_places(self) -> list[str]:
        """Return the places to locate that the form has no question for: those that wait, then those given by hand."""
        if not any(action.locates for action in self.session.form.actions):
            return []
        given = (slot.removeprefix("answer/") for slot in self._recorder.heads.slots if slot.startswith("answer/"))
        nodes = (self.session.node(ref) for ref in (*self.session.unlocated(), *given) if self.session.has(ref))
        return list(dict.fromkeys(node.stable for node in nodes if node.kind == "value" and node.relevant))

    def locate(self, ref: str, text: str) -> Saved:
        """Store the latitude and longitude of a place in `unasked_places()`; raises AnswerRefused."""
        self._open_or_refuse()
        ref = self.session.stable(ref)
        changes = self.session.locate(ref, text)
        node = self.session.node(ref)
        first = self._recorder.answer(ref, node.stored, node.audience)
        return self._record([first], changes, answered=ref)

    def undo(self) -> tuple[str, Saved]:
        """Take back what this seat did last in this audit and still stands; returns what it was about, too."""
        return undo.undo(self)

    def redo(self) -> tuple[str, Saved]:
        """Bring back what was undone last, unless something else was done since."""
        return undo.redo(self)

    @property
    def heads(self) -> Mapping[str, tuple[str, ...]]:
        """The events that stand in every slot, as far as they can be read here."""
        return self._recorder.heads.slots

    def settle(self) -> Saved:
        """Record what the session computes now where the journal says something else (after a merge or an undo)."""
        self._settle_rows()
        recorded = self.reading.view.values
        apart, unknowable = self._standing.values_apart(), self._standing.unknowable
        values = {
            node.stable: node.stored
            for node in self.session.nodes()
            if node.kind not in CONTAINERS
            and (node.stored != recorded.get(node.stable, "") or node.stable in apart)
            and template(node.stable) not in unknowable
        }
        return self._append(self._computed(values), values, frozenset(values))

    def _settle_rows(self) -> None:
        """Record the rows that a count gives now; one that comes back brings what it held."""
        recorded, now = self.reading.view.rows, self.session.rows()
        came = tuple(_apart(now, recorded))
        new = tuple(row + "/" for row in came)
        # what lies in a row that went, or came back, is as it was
        here = {repeat: rows for repeat, rows in recorded.items() if repeat in now and not repeat.startswith(new)}
        changes = Changes({}, frozenset(), came, tuple(_apart(here, now)))
        entries = list(self._recorder.row_events(self.session, changes))
        if entries:
            self.vault.append([entry.event for entry in entries], puts={PROGRESS + self.id: None})
            self.reload()

    # recording

    def _record(self, first: Sequence[Entry], changes: Changes, answered: str = "") -> Saved:
        values = {ref: value for ref, value in changes.values.items() if ref != answered}
        # an answer to a disputed question settles it, and a row that comes back brings what it held
        anew = answered in self.reading.conflicts or self._recorder.heads.below(changes.added)
        rows = (*changes.added, *changes.removed)
        row_events = self._recorder.row_events(self.session, changes)
        entries = chain(first, row_events, self._computed(values))
        saved = self._append(entries, changes.values, changes.touched, rows)
        return self._read_anew(saved) if anew else saved

    def _read_anew(self, saved: Saved) -> Saved:
        """Show what stands now, of which not all was in the session, and record what follows from it."""
        self.reload()
        settled = self.settle()
        return Saved(
            settled.time or saved.time,
            {**saved.values, **settled.values},
            saved.touched | settled.touched | frozenset(node.stable for node in self.session.nodes()),
            saved.raised + settled.raised,
            saved.withdrawn + settled.withdrawn,
            saved.rows,
        )

    def _computed(self, values: Mapping[str, str]) -> Iterable[Entry]:
        present = {ref: value for ref, value in values.items() if self._is_to_record(ref)}
        return self._recorder.computed(present, {ref: self.session.node(ref).audience for ref in present})

    def _is_to_record(self, ref: str) -> bool:
        return self.session.has(ref) and not self._standing.holds(ref)

    def _append(
        self, entries: Iterable[Entry], values: Mapping[str, str], touched: frozenset[str], rows: tuple[str, ...] = ()
    ) -> Saved:
        try:
            entries = list(entries)
            unfinished = bool(self.unfinished())
            raised, withdrawn = finding_entries.entries(self._standing, self._rules, unfinished=unfinished)
            everything = [*entries, *raised, *withdrawn]
            if not everything:
                return Saved("", values, touched)
            stale = {PROGRESS + self.id: None}  # counted again when a list asks for it
            events = self.vault.append([entry.event for entry in everything], puts=stale)
        except BaseException:
            self.reload()  # the session must not show what is not on disk
            raise
        for entry, event in zip(everything, events, strict=True):
            self._recorder.heads.took(event, entry.slots, entry.cleared)
        finding_entries.remember(self.reading, raised, withdrawn)
        came, went = (tuple(map(finding_entries.ref_of, found)) for found in (raised, withdrawn))
        return Saved(events[-1].time, values, touched, came, went, rows)

    # helpers

    def _open_or_refuse(self) -> None:
        if self.signed:
            raise AuditIsSigned

    def _visited(self) -> date:
        return date.fromisoformat(self.reading.started[:10])

    def _finding_id(self, ref: str, audience: str) -> str:
        if audience != "restricted":
            return ids.finding_id(self.id, ref)
        return ids.restricted_finding_id(officers.first_secret(self.vault, Subject(self.id, self.id)), ref)


def _apart(these: Mapping[str, Sequence[str]], those: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Give the rows of `these` that are not among `those`, as stable references."""
    for repeat, rows in these.items():
        yield from (f"{repeat}[{row}]" for row in rows if row not in those.get(repeat, ()))
