"""Files that come several at once: kept with the audit, one by one in the background, and assigned later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.desktop.run.moving import RunMoving

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fieldaudit.desktop.run.audit_lines import Change, Unassigned
    from fieldaudit.errors import FieldAuditError


class RunCollecting(RunMoving):
    """The tray of an audit: what waits in it, what is being sealed, what was refused."""

    def collect(self, files: Sequence[Path | tuple[str, bytes]]) -> None:
        """Keep files until they are assigned; each is a piece of work of its own, so that answers come in between."""
        self.change(photo_error=None, refused_files=(), sealing=self.state.sealing + len(files))
        for file in files:
            self._run(
                lambda file=file: self._uses.collect(file),  # type: ignore[misc]
                self._collected,
                failure=self._file_refused,
            )

    def assign(self, blobs: Sequence[str]) -> None:
        """Attach files that wait to the question that one is at."""
        section, ref = self.state.section, self.state.current
        if not ref or not blobs:
            return
        self.change(photo_error=None, refused_files=())
        self._run(
            lambda: self._uses.assign(section, ref, blobs),
            lambda change: self._assigned(ref, change),
            failure=lambda error: self.change(photo_error=error),
        )

    def discard(self, blob: str) -> None:
        """Take a file that waits away for good."""
        self._run(lambda: self._uses.discard(blob), self._waiting)

    def _collected(self, found: Unassigned) -> None:
        self.change(sealing=max(0, self.state.sealing - 1))
        self._waiting(found)

    def _file_refused(self, error: FieldAuditError) -> None:
        self.change(sealing=max(0, self.state.sealing - 1), refused_files=(*self.state.refused_files, error))

    def _assigned(self, ref: str, change: Change) -> None:
        self._changed(change)
        if self.state.current == ref:
            self._read_evidence(ref)
        self._run(self._uses.unassigned, self._waiting)

    def _waiting(self, found: Unassigned) -> None:
        self.change(unassigned=found)
