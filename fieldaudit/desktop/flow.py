"""From the first page to the working desk and back: unlock or first start, the shell, locking, closing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from fieldaudit.desktop import preferences as stored
from fieldaudit.desktop import theme
from fieldaudit.desktop.background import Worker
from fieldaudit.desktop.idle import IdleWatch
from fieldaudit.desktop.unlock.presenter import UnlockPresenter
from fieldaudit.desktop.unlock.view import UnlockScreen
from fieldaudit.desktop.unlock.ways import ways_of
from fieldaudit.desktop.window import Window
from fieldaudit.launcher import LOCKED

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.desktop.backup.lines import OnlyLine
    from fieldaudit.desktop.desk import Desk, StatusFacts
    from fieldaudit.desktop.first_start.presenter import Desk as DeskName
    from fieldaudit.desktop.first_start.presenter import FirstStartUses, Invitation, RecoverySheet
    from fieldaudit.desktop.half_typed import HalfTyped
    from fieldaudit.desktop.locking import Locking
    from fieldaudit.desktop.preferences import Preferences
    from fieldaudit.desktop.protocols import Progress
    from fieldaudit.errors import FieldAuditError

_WARM_UP_MS, _PREPARE_AFTER_MS = 400, 700
_PLACE_PARTS = 2  # its name and its argument
_DATABASE, _SETTING_UP = "vault.db", "setting-up"  # the vault's own names: its room is not loaded before the first page


class Flow(QObject):
    """Owns the window and the worker; `left(code)` when the application should end."""

    left = Signal(int)

    def __init__(self, home: Path, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.home, self.worker = home, worker
        self.copier = Worker(self)  # copies run beside it: answers never wait for a stick
        self.preferences = stored.load(home)
        self.window = Window(self._closing)
        self._desk: Desk | None = None
        self._facts: StatusFacts | None = None
        self._locking: Locking | None = None
        self._opened_once = False
        self._idle = IdleWatch(self)
        self._idle.idle.connect(self._idle_over)
        self._idle.slept.connect(self.lock)

    def begin(self) -> None:
        """Show the first page: unlock where there is a vault that was set up to its end, else the three doors."""
        if _is_set_up(self.home):
            self.window.show_page(self._unlock_page(None))
        else:
            self.window.show_page(self._first_start_page())
        QTimer.singleShot(_WARM_UP_MS, self._warm_up)

    def shown(self) -> None:
        """Begin to count idle minutes: the window is on the screen."""
        self._idle.watch(self.window)
        self._idle.set_minutes(self.preferences.lock_minutes)

    def enter(self, opened: Any) -> None:
        """Build the desk of an opened vault and go to where the person was, or to its first place."""
        from fieldaudit.desktop.wiring.desks import desk_of  # noqa: PLC0415 - the first page must not wait for it

        self._opened_once = True
        self.worker.run(
            lambda: desk_of(opened, self),
            success=self.show_desk,
            failure=lambda error: self._not_entered(opened, error),
        )

    def show_desk(self, desk: Desk) -> None:
        """Show a desk."""
        from fieldaudit.desktop.navigation.shell import Shell  # noqa: PLC0415 - the first page must not wait for it
        from fieldaudit.desktop.session_lock import SessionLock  # noqa: PLC0415 - the first page must not wait for it
        from fieldaudit.desktop.widgets.wheel_guard import WheelGuard  # noqa: PLC0415 - the first page must not wait for it

        self._desk = desk
        WheelGuard(self.window)
        self._session = SessionLock(self)
        self._session.locked.connect(self.lock)
        self._session.watch(self.window)
        shell = Shell(desk.places, half_typed=self._half_typed(desk))
        shell.lock_asked.connect(self.lock)
        shell.cover_asked.connect(self.window.turn_interview_cover)
        shell.status_stale.connect(self._refresh_status)
        shell.entered.connect(self._refresh_only)
        self.worker.busy.connect(shell.status.show_busy)
        self.window.show_shell(shell)
        self.shown()
        self.worker.run(
            desk.remembered, success=lambda place: self._return_to(desk, place), failure=lambda _: shell.go(desk.first)
        )
        self._copy_daily(desk)
        self.worker.run(desk.noticed, success=shell.say_noticed, failure=self._status_unknown)
        self._refresh_status()
        QTimer.singleShot(_PREPARE_AFTER_MS, shell, shell.prepare)

    def _half_typed(self, desk: Desk) -> HalfTyped:
        from fieldaudit.desktop.half_typed import HalfTyped  # noqa: PLC0415 - the first page must not wait for it

        write = desk.keep_typed
        if write is None:
            return HalfTyped(parent=self)
        return HalfTyped(
            desk.typed,
            lambda *row: self.worker.run(lambda: write(*row), success=lambda _: None, failure=self._status_unknown),
            self,
        )

    def lock(self) -> None:
        """Remember where one is, close the vault, and ask for a new process."""
        from fieldaudit.desktop.locking import AT_ONCE_MS  # noqa: PLC0415 - the first page must not wait for it

        self._lock(AT_ONCE_MS)

    def apply(self, preferences: Preferences) -> None:
        """Put preferences on the window."""
        self.preferences = preferences
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, preferences.theme, preferences.text_scale)
        if self._desk is not None:
            self._idle.set_minutes(preferences.lock_minutes)

    def _idle_over(self) -> None:
        """Lock; long work may finish first. Before a desk is shown, let go of what was typed into the unlock page."""
        from fieldaudit.desktop.locking import FINISHING_MS  # noqa: PLC0415 - the first page must not wait for it

        if self._desk is not None:
            self._lock(FINISHING_MS if self.worker.follows else 0)
        elif self._opened_once or _holds_something(self.window):
            self.left.emit(LOCKED)

    def _lock(self, patience_ms: int) -> None:
        from fieldaudit.desktop.locking import Locking  # noqa: PLC0415 - the first page must not wait for it

        shell, desk = self.window.shell(), self._desk
        if shell is None or desk is None:
            return
        if self._locking is None:
            self._locking = Locking(self.window, self.worker, self)
            self._locking.done.connect(lambda: self.left.emit(LOCKED))
        self._locking.begin(shell, desk, patience_ms)

    def _unlock_page(self, error: FieldAuditError | None) -> QWidget:
        home = self.home
        presenter = UnlockPresenter(lambda passphrase: _open(home, passphrase), self.worker, self.enter)
        presenter.change(error=error)
        screen = UnlockScreen(presenter, ways_of(home))
        screen.recovery_asked.connect(lambda: self.window.show_page(self._recover_page()))
        screen.office_asked.connect(lambda: self.window.show_page(self._ask_page()))
        screen.keychain_asked.connect(lambda: presenter.unlock_by(lambda: _open_by_keychain(home)))
        return screen

    def _ask_page(self) -> QWidget:
        from fieldaudit.desktop.unlock.ask_presenter import AskPresenter  # noqa: PLC0415 - the first page must not wait for it
        from fieldaudit.desktop.unlock.ask_view import AskScreen  # noqa: PLC0415 - the first page must not wait for it

        screen = AskScreen(AskPresenter(_Asking(self.home), self.worker, self.enter))
        screen.back.connect(lambda: self.window.show_page(self._unlock_page(None)))
        return screen

    def _copy_daily(self, desk: Desk) -> None:
        if desk.daily is not None:
            from fieldaudit.desktop.backup.daily import DailyCopy  # noqa: PLC0415 - the first page must not wait for it

            self._daily = DailyCopy(desk.daily, self.copier, self)
            self._daily.changed.connect(self._refresh_status)

    def _restore_page(self) -> QWidget:
        from fieldaudit.desktop.backup.restore_presenter import RestorePresenter  # noqa: PLC0415 - the first page must not wait for it
        from fieldaudit.desktop.backup.restore_view import RestoreScreen  # noqa: PLC0415 - the first page must not wait for it

        screen = RestoreScreen(RestorePresenter(_Restoring(self.home), self.worker, self.enter))
        screen.back.connect(lambda: self.window.show_page(self._first_start_page()))
        return screen

    def _recover_page(self) -> QWidget:
        from fieldaudit.desktop.unlock.recover_presenter import RecoverPresenter  # noqa: PLC0415 - the first page must not wait for it
        from fieldaudit.desktop.unlock.recover_view import RecoverScreen  # noqa: PLC0415 - the first page must not wait for it

        home = self.home
        screen = RecoverScreen(RecoverPresenter(lambda words, new: _recover(home, words, new), self.worker, self.enter))
        screen.back.connect(lambda: self.window.show_page(self._unlock_page(None)))
        return screen

    def _not_entered(self, opened: Any, error: FieldAuditError) -> None:
        self.worker.run(opened.close, success=lambda _: None, failure=lambda _: None)
        self.window.show_page(self._unlock_page(error))

    def _first_start_page(self) -> QWidget:
        from fieldaudit.desktop.first_start.presenter import FirstStartPresenter  # noqa: PLC0415 - the first page must not wait for it
        from fieldaudit.desktop.first_start.view import FirstStartScreen  # noqa: PLC0415 - the first page must not wait for it

        screen = FirstStartScreen(FirstStartPresenter(_Doors(self.home), self.worker, self.enter, _two_of))
        screen.restore_asked.connect(lambda: self.window.show_page(self._restore_page()))
        return screen

    def _return_to(self, desk: Desk, place: Any) -> None:
        shell = self.window.shell()
        if shell is None:
            return
        known = {place.name for place in desk.places}
        if isinstance(place, list) and len(place) == _PLACE_PARTS and place[0] in known:
            if place[0] != desk.first:
                shell.go(desk.first)
            shell.go(place[0], place[1])
        else:
            shell.go(desk.first)

    def _refresh_status(self) -> None:
        if self._desk is not None:
            self.worker.run(self._desk.status, success=self._show_status, failure=self._status_unknown)

    def _refresh_only(self) -> None:
        """Say what is only here by now: what was typed on the page before may be."""
        if self._desk is not None:
            self.worker.run(self._desk.only, success=self._show_only, failure=self._status_unknown)

    def _show_only(self, only: OnlyLine | None) -> None:
        if only is None or self._facts is None or self._desk is None:
            return
        if self._desk.head_office:
            self._refresh_status()  # what was written may be for somebody, too
        else:
            self._show_status(replace(self._facts, only=only))

    def _show_status(self, facts: StatusFacts) -> None:
        self._facts = facts
        shell, desk = self.window.shell(), self._desk
        if shell is not None and desk is not None:
            from fieldaudit.desktop.status import status_words  # noqa: PLC0415 - the first page must not wait for it

            shell.status.show_status(*status_words(facts, head_office=desk.head_office))
            if shell.noticed.isHidden():  # a disk that fills up during work; at opening the vault has said so
                shell.say_noticed(facts.disk)

    def _status_unknown(self, error: FieldAuditError) -> None:
        shell = self.window.shell()
        if shell is not None:
            shell.status.show_status("", error.sentence, error.window_step)

    def _closing(self) -> None:
        shell = self.window.shell()
        if shell is not None:
            shell.leave()
        if self._desk is not None:
            self.worker.end_with(self._desk.close, success=lambda _: None, failure=lambda _: None)
        self.left.emit(0)

    def _warm_up(self) -> None:
        theme.load_sisters()
        self.worker.run(_import_wiring, success=lambda _: self._load_screens(), failure=lambda _: None)

    def _load_screens(self) -> None:
        from fieldaudit.desktop.loading import Loading  # noqa: PLC0415 - the first page must not wait for it

        self._loading = Loading(self)
        self._loading.begin()


class _Doors:
    """The doors of the first start; what lies behind them is loaded by the first that is opened, on the worker."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def read_invitation(self, file: Path, code: str) -> Invitation:
        return self._uses().read_invitation(file, code)

    def join(self, file: Path, code: str, passphrase: str) -> Any:
        return self._uses().join(file, code, passphrase)

    def set_up(self, organisation: str, passphrase: str) -> RecoverySheet:
        return self._uses().set_up(organisation, passphrase)

    def sample(self, desk: DeskName, progress: Progress) -> Any:
        return self._uses().sample(desk, progress)

    def _uses(self) -> FirstStartUses:
        from fieldaudit.desktop.wiring.entry import EntryUses  # noqa: PLC0415 - the first page must not wait for it

        return EntryUses(self._home)


class _Asking:
    """Asking head office; what it takes is loaded on the worker."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def ask(self, out: Path) -> str:
        from fieldaudit.desktop.wiring.keys_uses import AskUses  # noqa: PLC0415 - the first page must not wait for it

        return AskUses(self._home).ask(out)

    def open(self, answer: Path, words: str, passphrase: str) -> Any:
        from fieldaudit.desktop.wiring.keys_uses import AskUses  # noqa: PLC0415 - the first page must not wait for it

        return AskUses(self._home).open(answer, words, passphrase)


class _Restoring:
    """Restoring a copy; what it takes is loaded on the worker."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def by_passphrase(self, file: Path, passphrase: str, progress: Progress) -> Any:
        from fieldaudit.desktop.wiring.backup_uses import RestoreUses  # noqa: PLC0415 - the first page must not wait for it

        return RestoreUses(self._home).by_passphrase(file, passphrase, progress)

    def by_sheet(self, file: Path, words: str, new: str, progress: Progress) -> Any:
        from fieldaudit.desktop.wiring.backup_uses import RestoreUses  # noqa: PLC0415 - the first page must not wait for it

        return RestoreUses(self._home).by_sheet(file, words, new, progress)


def _two_of(count: int) -> tuple[int, int]:
    import secrets  # noqa: PLC0415 - the first page must not wait for it

    first, second = sorted(secrets.SystemRandom().sample(range(count), 2))
    return first, second


def _import_wiring() -> None:
    import fieldaudit.desktop.wiring.entry  # noqa: F401, PLC0415 - the first page must not wait for it


def _is_set_up(home: Path) -> bool:
    return (home / _DATABASE).is_file() and not (home / _SETTING_UP).exists()


def _recover(home: Path, words: str, passphrase: str) -> Any:
    from fieldaudit.desktop.wiring.entry import recover  # noqa: PLC0415 - the first page must not wait for it

    return recover(home, words, passphrase)


def _open(home: Path, passphrase: str) -> Any:
    from fieldaudit.desktop.wiring.entry import open_vault  # noqa: PLC0415 - the first page must not wait for it

    return open_vault(home, passphrase)


def _open_by_keychain(home: Path) -> Any:
    from fieldaudit.desktop.wiring.keys_uses import open_by_keychain  # noqa: PLC0415 - the first page must not wait for it

    return open_by_keychain(home)


def _holds_something(window: Window) -> bool:
    """Return whether a passphrase stands in the unlock page."""
    page = window.page()
    return isinstance(page, UnlockScreen) and bool(page.field.passphrase())
