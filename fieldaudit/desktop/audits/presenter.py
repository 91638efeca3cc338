"""The list of audits, and one audit to read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal, Protocol

from fieldaudit.desktop.audits.withdrawn_lines import WithdrawnLine
from fieldaudit.desktop.lines import AuditLine, FindingLine, matches
from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background
from fieldaudit.desktop.run.history import History, HistoryLine
from fieldaudit.desktop.run.markup import plain
from fieldaudit.errors import FieldAuditError

Profile = Literal["site", "client", "headoffice"]
PROFILES: tuple[Profile, ...] = ("site", "client", "headoffice")
Page = Literal["answers", "findings", "evidence", "closing"]


@dataclass(frozen=True)
class EvidenceLine:
    """A photo or file: `blob` is what reads it."""

    blob: str
    name: str
    question: str = ""
    when: datetime | None = None
    is_image: bool = True


@dataclass(frozen=True)
class AnswerLine:
    """An answer as it was given; `state` is answered, unanswered, not_checked, sealed or erased."""

    number: str
    question: str
    answer: str
    state: str = "answered"
    note: str = ""
    severity: str = ""
    evidence: int = 0
    ref: str = ""
    conflict: bool = False
    asked: str = ""
    can_ask: bool = False


@dataclass(frozen=True)
class SectionLine:
    """A section with its answers."""

    title: str
    answers: tuple[AnswerLine, ...]

    def answered(self) -> int:
        """Return how many of its questions have an answer or a reason."""
        return sum(line.state != "unanswered" for line in self.answers)

    def flags(self) -> int:
        """Return how many of its answers raised a finding."""
        return sum(bool(line.severity) for line in self.answers)


@dataclass(frozen=True)
class ClosingPart:
    """One signature or what became of it: a title, and named values in reading order."""

    title: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AuditDetail:
    """One audit to read: `facts` are named values in reading order, `restricted` counts what cannot be read here.

    `differ` counts what several people said apart, and what one person said on several copies of their vault.
    """

    line: AuditLine
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[SectionLine, ...] = ()
    findings: tuple[FindingLine, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    closing: tuple[ClosingPart, ...] = ()
    restricted: int = 0
    differ: int = 0


@dataclass(frozen=True)
class Respondent:
    """One whose consent can be withdrawn, and what that would erase here; no name where an audit has only one.

    `code` is the worker's that they are, where somebody said so and it can be read here.
    """

    subject: str
    name: str
    entries: int
    attachments: int
    code: str = ""


@dataclass(frozen=True)
class ConsentAsk:
    """Whose consent can be withdrawn, how many files go with it that wait for a question, and who withdrew before."""

    respondents: tuple[Respondent, ...]
    unassigned: int
    withdrawn: tuple[WithdrawnLine, ...] = ()


@dataclass(frozen=True)
class ConsentDone:
    """What was erased here, and where it may still be: packages written before (number, when), and the last copy."""

    entries: int
    attachments: int
    unassigned: int
    packages: tuple[tuple[int, datetime], ...] = ()
    copied: tuple[str, datetime] | None = None
    head_office: bool = False
    withdrawn: tuple[WithdrawnLine, ...] = ()


@dataclass(frozen=True)
class PackAsk:
    """What a client pack for the site or the client would hold, and the names of files that would stay out."""

    profile: Profile
    entries: int
    shown: int
    photos: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class PackDone:
    """A client pack that was written, and the digest of the authority's certificate for its reader to compare."""

    file: Path
    authority: str


class AuditsUses(Protocol):
    """What reading audits needs."""

    def audits(self) -> Sequence[AuditLine]:
        """Return every audit that is here."""

    def audit(self, audit: str, at: str = "") -> AuditDetail:
        """Return one audit, as it was after the event `at` where that is given."""

    def ask(self, audit: str, ref: str, label: str, text: str) -> None:
        """Return the audit to its auditor with a question about an answer; raises QuestionRefused."""

    def history(self, audit: str, ref: str = "") -> History:
        """Return who changed what about a question, or in the whole audit, the latest first."""

    def evidence(self, blob: str) -> bytes:
        """Return the content of a photo or file."""

    def report(self, audit: str, profile: Profile, file: Path) -> int:
        """Write the report as PDF; return its pages."""

    def pack_contents(self, audit: str, profile: Profile) -> PackAsk:
        """Return what a client pack would hold; raises AuditNotSigned, PackBefore, PackNotWhole."""

    def pack(self, audit: str, profile: Profile, file: Path) -> PackDone:
        """Write a client pack; raises what `pack_contents` raises, PackUncertified, FileUnwritable."""

    def consent(self, audit: str) -> ConsentAsk:
        """Return what withdrawing each respondent's consent would erase; raises NothingToErase."""

    def withdraw(self, audit: str, subject: str, reason: str) -> ConsentDone:
        """Erase what a respondent said; raises NothingToErase, ErasureUnfinished."""


@dataclass(frozen=True)
class AuditsState:
    """The list."""

    loaded: bool = False
    audits: tuple[AuditLine, ...] = ()
    words: str = ""
    error: FieldAuditError | None = None

    def shown(self) -> list[AuditLine]:
        """Return the audits that match the filter, the newest first."""
        found = [line for line in self.audits if matches(line, self.words)]
        return sorted(found, key=lambda line: line.started or date.min, reverse=True)


class AuditsPresenter(Presenter[AuditsState]):
    """Reads the list."""

    def __init__(self, uses: AuditsUses, background: Background, today: Callable[[], date]) -> None:
        super().__init__(AuditsState())
        self._uses, self._background, self.today = uses, background, today

    def load(self) -> None:
        """Read the list anew."""
        self._background.run(
            lambda: tuple(self._uses.audits()),
            success=lambda audits: self.change(loaded=True, audits=audits, error=None),
            failure=lambda error: self.change(loaded=True, error=error),
        )

    def filter(self, words: str) -> None:
        """Show only what has these words."""
        self.change(words=words)


@dataclass(frozen=True)
class AuditState:
    """One audit, and its report; `as_of` is the change after which it is shown, None for as it is now."""

    audit: str = ""
    detail: AuditDetail | None = None
    page: Page = "answers"
    section: int = 0
    reporting: bool = False
    busy: bool = False
    written: tuple[Path, int] | None = None
    pack: PackAsk | None = None
    packed: PackDone | None = None
    history: History | None = None
    as_of: HistoryLine | None = None
    consent: ConsentAsk | None = None
    asking: AnswerLine | None = None
    erased: ConsentDone | None = None
    error: FieldAuditError | None = None


class AuditPresenter(Presenter[AuditState]):
    """Reads one audit and writes its report."""

    def __init__(self, uses: AuditsUses, background: Background) -> None:
        super().__init__(AuditState())
        self._uses, self._background = uses, background

    def open(self, audit: str, ref: str = "") -> None:
        """Read an audit; `ref` is the question whose section to stand on."""
        if audit != self.state.audit:
            self.state = AuditState(audit=audit)
            self.change()
        self.change(as_of=None)
        self._background.run(
            lambda: self._uses.audit(audit),
            success=lambda detail: self._opened(audit, detail, ref),
            failure=lambda error: self.change(error=error),
        )

    def show_page(self, page: Page) -> None:
        """Show answers, findings, evidence or the closing, and no longer what would be or was erased or packed."""
        self.change(page=page, consent=None, erased=None, pack=None, packed=None)

    def show_section(self, section: int) -> None:
        """Show another section's answers."""
        if section != self.state.section:
            self.change(section=section)

    def ask_history(self, ref: str = "") -> None:
        """Read the history of a question, or of the whole audit, to show it."""
        audit = self.state.audit
        self._background.run(
            lambda: self._uses.history(audit, ref),
            success=lambda found: self.change(history=found),
            failure=lambda error: self.change(error=error),
        )

    def close_history(self) -> None:
        """Show it no longer."""
        self.change(history=None)

    def show_as_of(self, line: HistoryLine) -> None:
        """Show the audit as it was after a change; nothing of it can be changed."""
        audit = self.state.audit
        self._background.run(
            lambda: self._uses.audit(audit, line.event),
            success=lambda detail: self.change(
                detail=detail, as_of=line, reporting=False, pack=None, packed=None, error=None
            ),
            failure=lambda error: self.change(error=error),
        )

    def show_now(self) -> None:
        """Show the audit as it is now."""
        self.open(self.state.audit)

    def ask_report(self, asking: bool) -> None:
        """Show or hide the choice of the report's readers."""
        self.change(reporting=asking, written=None, pack=None, packed=None, error=None)

    def report(self, profile: Profile, file: Path) -> None:
        """Write the report for its readers."""
        audit = self.state.audit
        if not audit or self.state.busy:
            return
        self.change(busy=True, error=None, written=None, pack=None, packed=None)
        self._background.run(
            lambda: self._uses.report(audit, profile, file),
            success=lambda pages: self.change(busy=False, written=(file, pages)),
            failure=lambda error: self.change(busy=False, error=error),
        )

    def ask_pack(self, profile: Profile) -> None:
        """Say what a client pack would hold."""
        audit = self.state.audit
        if self.state.busy:
            return
        self.change(busy=True, error=None, written=None, pack=None, packed=None)
        self._background.run(
            lambda: self._uses.pack_contents(audit, profile),
            success=lambda found: self.change(busy=False, pack=found),
            failure=lambda error: self.change(busy=False, error=error),
        )

    def pack(self, file: Path) -> None:
        """Write the client pack whose contents are shown."""
        audit, asked = self.state.audit, self.state.pack
        if asked is None or self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.pack(audit, asked.profile, file),
            success=lambda done: self.change(busy=False, pack=None, packed=done),
            failure=lambda error: self.change(busy=False, error=error),
        )

    def close_pack(self) -> None:
        """Make no client pack, or show no longer that one was made."""
        self.change(pack=None, packed=None, error=None)

    def ask_about(self, line: AnswerLine | None) -> None:
        """Write a question about an answer, or write it no longer."""
        self.change(asking=line, error=None)

    def ask(self, text: str) -> None:
        """Return the audit with the question that was written."""
        audit, line = self.state.audit, self.state.asking
        if line is None or self.state.busy:
            return
        label = f"{line.number} {plain(line.question)}".strip()
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.ask(audit, line.ref, label, text),
            success=lambda _: self._asked(),
            failure=lambda error: self.change(busy=False, error=error),
        )

    def _asked(self) -> None:
        self.change(busy=False, asking=None)
        self.show_now()

    def ask_consent(self) -> None:
        """Say what withdrawing the respondent's consent would erase, or ask no longer."""
        if self.state.consent is not None or self.state.erased is not None:
            self.change(consent=None, erased=None)
            return
        audit = self.state.audit
        self._background.run(
            lambda: self._uses.consent(audit),
            success=lambda found: self.change(consent=found, erased=None, error=None),
            failure=lambda error: self.change(consent=None, error=error),
        )

    def withdraw(self, subject: str, reason: str) -> None:
        """Erase what a respondent said."""
        audit = self.state.audit
        if self.state.consent is None or self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.withdraw(audit, subject, reason),
            success=lambda done: self._withdrawn(done, None),
            failure=lambda error: self._withdrawn(None, error),
        )

    def _withdrawn(self, done: ConsentDone | None, error: FieldAuditError | None) -> None:
        """Show what is left; a failure is shown over it, since what was erased may be gone all the same."""
        self.change(busy=False, consent=None, erased=done)
        self.show_now()
        if error is not None:
            self.change(error=error)

    def thumbnail(self, blob: str, shown: Callable[[bytes], None]) -> None:
        """Read a photo in the background and hand it to `shown`."""
        self._background.run(
            lambda: self._uses.evidence(blob), success=shown, failure=lambda error: self.change(error=error)
        )

    def _opened(self, audit: str, detail: AuditDetail, ref: str) -> None:
        if audit != self.state.audit:
            return
        asked = (place for place, part in enumerate(detail.sections) if any(line.ref == ref for line in part.answers))
        section = next(asked, None) if ref else None
        self.change(detail=detail, error=None)
        if section is not None:
            self.change(page="answers", section=section)
