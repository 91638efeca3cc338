"""One worker thread for the vault: work runs off the interface thread, its outcome is delivered on it."""

from __future__ import annotations

import sys
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor

    from fieldaudit.desktop.protocols import Failure, Job, Progress

T = TypeVar("T")
SPINNER_AFTER_MS = 150
_TURN_S = 0.0005


def take_short_turns() -> None:
    """Let busy threads hand the interpreter to the window within half a millisecond of its asking, not Python's five.

    Each of the window's paintings asks anew, so that ten of them beside a busy worker lost three frames.
    """
    sys.setswitchinterval(_TURN_S)


class _Work:
    """One piece of work: its progress as the worker sees it, and the handle by which the window cancels it."""

    def __init__(
        self, deliver: Callable[[Callable[[], None]], None], progress: Callable[[int, int], None] | None
    ) -> None:
        self._deliver = deliver
        self._progress = progress
        self._stopped = Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._stopped.set()

    def report(self, done: int, total: int) -> None:
        """Pass progress on to the interface thread; raises `Cancelled` once cancelled."""
        if self._stopped.is_set():
            from fieldaudit.errors import Cancelled  # noqa: PLC0415 - the first page must not wait for it

            raise Cancelled
        shown = self._progress
        if shown is not None:
            self._deliver(lambda: shown(done, total))


class Worker(QObject):
    """The application's one background thread; `busy(True)` comes only once work has lasted 150 ms."""

    busy = Signal(bool)
    _outcome = Signal(object)

    def __init__(self, parent: QObject | None = None, *, begin: Callable[[], None] | None = None) -> None:
        """Start with no work; the thread is made with the first, and does `begin` before it."""
        super().__init__(parent)
        self._begin = begin
        self._pool: ThreadPoolExecutor | None = None
        self._pending = 0
        self._ended = self._closed = False
        self._followed: set[_Work] = set()
        self._outcome.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._spinner = QTimer(self, singleShot=True, interval=SPINNER_AFTER_MS)
        self._spinner.timeout.connect(self._say_busy)

    def run(self, work: Callable[[], T], *, success: Callable[[T], None], failure: Failure) -> Job:
        """Do `work` on the worker thread; `success` or `failure` is called on the interface thread."""
        return self._start(_Work(self._outcome.emit, None), work, success, failure)

    def follow(
        self,
        work: Callable[[Progress], T],
        *,
        success: Callable[[T], None],
        failure: Failure,
        progress: Callable[[int, int], None],
    ) -> Job:
        """Do long `work`, which reports `done` of `total` through what it is given."""
        handle = _Work(self._outcome.emit, progress)
        self._followed.add(handle)

        def followed() -> T:
            try:
                return work(handle)
            finally:
                self._followed.discard(handle)

        return self._start(handle, followed, success, failure)

    def end_with(self, work: Callable[[], T], *, success: Callable[[T], None], failure: Failure) -> None:
        """Do `work` as the last: what is given later (by an outcome that still arrives) is dropped."""
        self.run(work, success=success, failure=failure)
        self._ended = True

    @property
    def follows(self) -> bool:
        """Whether long work is under way or waits."""
        return bool(self._followed)

    def cancel_long(self) -> None:
        """Ask long work to stop at its next report."""
        for handle in tuple(self._followed):
            handle.cancel()

    def close(self, *, wait: bool = True) -> None:
        """Do what was given, so that nothing typed is lost (long work stops at its next report), and end the thread.

        Outcomes are delivered no more: whoever waited for them is going too. Without `wait` what hangs is left behind.
        """
        self._ended = self._closed = True
        self.cancel_long()
        if self._pool is not None:
            self._pool.shutdown(wait=wait)

    def _start(self, handle: _Work, work: Callable[[], T], success: Callable[[T], None], failure: Failure) -> Job:
        if self._ended:
            return handle
        self._pending += 1
        if self._pending == 1:
            self._spinner.start()
        self._thread().submit(self._carry_out, work, success, failure)
        return handle

    def _thread(self) -> ThreadPoolExecutor:
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - the first page must not wait for it

            self._pool = ThreadPoolExecutor(1, "vault", initializer=self._begin)
        return self._pool

    def _carry_out(self, work: Callable[[], T], success: Callable[[T], None], failure: Failure) -> None:
        from fieldaudit.errors import FieldAuditError, Unexpected  # noqa: PLC0415 - the first page must not wait for it

        try:
            result = work()
        except FieldAuditError as error:
            outcome = _told(failure, error)
        except Exception:
            import logging  # noqa: PLC0415 - the first page must not wait for it

            logging.getLogger(__name__).exception("work in the background failed")
            outcome = _told(failure, Unexpected())
        else:
            outcome = _told(success, result)
        self._outcome.emit(lambda: self._finish(outcome))

    def _finish(self, outcome: Callable[[], None]) -> None:
        self._pending -= 1
        if self._pending == 0:
            self._spinner.stop()
            self.busy.emit(False)
        outcome()

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()

    @Slot()
    def _say_busy(self) -> None:
        self.busy.emit(True)


def _told(callback: Callable[[T], None], value: T) -> Callable[[], None]:
    return lambda: callback(value)
