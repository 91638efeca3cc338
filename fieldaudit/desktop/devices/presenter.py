"""Seats and invitations of an organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal, Protocol

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background
from fieldaudit.errors import FieldAuditError

Side = Literal["detail", "invite", "code"]


@dataclass(frozen=True)
class SeatLine:
    """A person's seat: `state` is invited, waiting, admitted, certified or revoked; `to_send` counts what waits.

    `ends` is the last day of the certificate, `renews` whether the next package brings another.
    """

    id: str
    name: str
    role: str
    branch: str
    state: str
    fingerprint: str = ""
    last_package: datetime | None = None
    to_send: int = 0
    ends: date | None = None
    renews: bool = False


@dataclass(frozen=True)
class InviteForm:
    """What an invitation fixes."""

    name: str
    role: str
    branch: str


class DevicesUses(Protocol):
    """What the devices screen does."""

    def seats(self) -> Sequence[SeatLine]:
        """Return every seat and open invitation."""

    def invite(self, form: InviteForm, file: Path) -> str:
        """Write an invitation; return its six-word code, which is shown once."""

    def certify(self, fingerprint: str, role: str, branch: str, passphrase: str) -> None:
        """Certify a seat whose fingerprint was compared."""

    def revoke(self, fingerprint: str) -> None:
        """Revoke a seat."""

    def write_package(self, fingerprint: str, folder: Path, passphrase: str, most: int) -> Sequence[Path]:
        """Write what waits for a seat into a folder, in parts of `most` bytes where not 0; return the files.

        The passphrase is for who is certified by it.
        """


@dataclass(frozen=True)
class DevicesState:
    """Everything that the screen shows."""

    loaded: bool = False
    seats: tuple[SeatLine, ...] = ()
    chosen: str = ""
    side: Side = "detail"
    code: str = ""
    file: Path | None = None
    written: tuple[Path, ...] = ()
    busy: bool = False
    error: FieldAuditError | None = None

    def seat(self) -> SeatLine | None:
        """Return the chosen seat."""
        return next((seat for seat in self.seats if seat.id == self.chosen), None)


class DevicesPresenter(Presenter[DevicesState]):
    """Keeps the list and what is done to a seat."""

    def __init__(self, uses: DevicesUses, background: Background) -> None:
        super().__init__(DevicesState())
        self._uses, self._background = uses, background

    def load(self, fingerprint: str = "") -> None:
        """Read the seats anew; `fingerprint` is the one to stand on."""
        self._background.run(
            lambda: tuple(self._uses.seats()),
            success=lambda seats: self._loaded(seats, fingerprint),
            failure=self._failed,
        )

    def choose(self, seat: str) -> None:
        """Stand on a seat."""
        if seat != self.state.chosen:
            self.change(chosen=seat, side="detail", written=(), error=None)

    def show_side(self, side: Side) -> None:
        """Show the detail or the form; leaving forgets the code."""
        self.change(side=side, code="", file=None, error=None)

    def invite(self, form: InviteForm, file: Path) -> None:
        """Write an invitation and show its code."""
        if self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.invite(form, file), success=lambda code: self._invited(code, file), failure=self._failed
        )

    def certify(self, role: str, branch: str, passphrase: str) -> None:
        """Certify the chosen seat."""
        seat = self.state.seat()
        if seat is None or self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.certify(seat.fingerprint, role, branch, passphrase),
            success=lambda _: self._changed(),
            failure=self._failed,
        )

    def revoke(self) -> None:
        """Revoke the chosen seat."""
        seat = self.state.seat()
        if seat is None or self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.revoke(seat.fingerprint),
            success=lambda _: self._changed(),
            failure=self._failed,
        )

    def write_package(self, folder: Path, passphrase: str, most: int = 0) -> None:
        """Write what waits for the chosen seat, as one file or in parts of `most` bytes."""
        seat = self.state.seat()
        if seat is None or self.state.busy:
            return
        self.change(busy=True, error=None, written=())
        self._background.run(
            lambda: tuple(self._uses.write_package(seat.fingerprint, folder, passphrase, most)),
            success=self._written,
            failure=self._failed,
        )

    def _loaded(self, seats: tuple[SeatLine, ...], fingerprint: str) -> None:
        wanted = next((seat.id for seat in seats if fingerprint and seat.fingerprint == fingerprint), self.state.chosen)
        chosen = wanted if any(seat.id == wanted for seat in seats) else seats[0].id if seats else ""
        self.change(loaded=True, seats=seats, chosen=chosen)

    def _invited(self, code: str, file: Path) -> None:
        self.change(busy=False, side="code", code=code, file=file)
        self.load()

    def _written(self, files: tuple[Path, ...]) -> None:
        self.change(busy=False, written=files)
        self.load()

    def _changed(self) -> None:
        self.change(busy=False)
        self.load()

    def _failed(self, error: FieldAuditError) -> None:
        self.change(busy=False, loaded=True, error=error)
