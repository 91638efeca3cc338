"""Review and sign: what is open, which outcome, the signature; and amending what is signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fieldaudit.desktop.presenter import Presenter

if TYPE_CHECKING:
    from fieldaudit.desktop.protocols import Background
    from fieldaudit.desktop.review.points import Review
    from fieldaudit.errors import FieldAuditError


class ReviewUses(Protocol):
    """What review asks; called on the worker."""

    def review(self, audit: str) -> Review:
        """Return an audit as it stands before its signature."""

    def sign(self, audit: str, outcome: str, reason: str) -> None:
        """Sign it."""

    def amend(self, audit: str, reason: str) -> None:
        """Open a signed audit again."""


@dataclass(frozen=True)
class ReviewState:
    """Everything that the screen shows; `chosen` is the point that one came from."""

    loading: bool = True
    audit: str = ""
    review: Review | None = None
    outcome: str = "complete"
    reason: str = ""
    chosen: str = ""
    busy: bool = False
    just_signed: bool = False
    error: FieldAuditError | None = None

    @property
    def ready(self) -> bool:
        """Whether it can be signed with this outcome."""
        review = self.review
        if review is None or review.signed is not None or self.busy:
            return False
        return not review.blocking if self.outcome == "complete" else bool(self.reason.strip())


class ReviewPresenter(Presenter[ReviewState]):
    """Reads the audit anew each time one comes here."""

    def __init__(self, uses: ReviewUses, background: Background) -> None:
        super().__init__(ReviewState())
        self._uses, self._background = uses, background

    def open(self, audit: str, chosen: str = "") -> None:
        """Read an audit; what was chosen and typed for the same one stays."""
        if audit != self.state.audit:
            self.state = ReviewState(audit=audit)
        self.change(loading=True, chosen=chosen or self.state.chosen, error=None, just_signed=False)
        self._read()

    def choose_outcome(self, outcome: str) -> None:
        """Choose how the audit ends."""
        self.change(outcome=outcome)

    def give_reason(self, reason: str) -> None:
        """Say why it ends that way."""
        self.change(reason=reason)

    def choose(self, ref: str) -> None:
        """Remember the point that one looks at, to come back to it."""
        self.change(chosen=ref)

    def sign(self) -> None:
        """Sign."""
        state = self.state
        if state.ready:
            self.change(busy=True, error=None)
            reason = "" if state.outcome == "complete" else state.reason.strip()
            self._background.run(
                lambda: self._uses.sign(state.audit, state.outcome, reason),
                success=lambda _: self._signed(),
                failure=self._failed,
            )

    def amend(self, reason: str) -> None:
        """Open the signed audit again, with a reason."""
        audit = self.state.audit
        self._background.run(
            lambda: self._uses.amend(audit, reason), success=lambda _: self._read(), failure=self._failed
        )

    def _signed(self) -> None:
        self.change(busy=False, just_signed=True)
        self._read()

    def _read(self) -> None:
        audit = self.state.audit
        self._background.run(lambda: self._uses.review(audit), success=self._took, failure=self._failed)

    def _took(self, review: Review) -> None:
        self.change(loading=False, review=review)

    def _failed(self, error: FieldAuditError) -> None:
        self.change(loading=False, busy=False, error=error)
