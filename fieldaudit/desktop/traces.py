"""What a window leaves behind on the computer: nothing of where files were taken from or put."""

import os

from PySide6.QtCore import QSettings


def leave_none() -> None:
    """Let Qt's own file dialog keep no list of visited folders: it would lie in clear in the person's settings.

    On Windows and macOS the system's dialogs are used, which keep lists of their own (docs/threat-model.md).
    """
    nowhere = os.path.join(os.devnull, "FieldAudit")  # noqa: PTH118 - a path that can never be
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, nowhere)
