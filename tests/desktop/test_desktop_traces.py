"""The window keeps no list of the folders that files came from or went to."""

import os
import subprocess
import sys
import textwrap

import pytest

DIALOG = """
    import sys
    from PySide6.QtWidgets import QApplication, QFileDialog
    import shiboken6
    application = QApplication([])
    {first}
    dialog = QFileDialog(None, "", sys.argv[1])
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    for _ in range(50):
        application.processEvents()
    dialog.accept()
    assert dialog.selectedFiles() == [sys.argv[1]]
    shiboken6.delete(dialog)
"""


def left_behind(tmp_path, first):
    """Choose a folder in Qt's own dialog; return everything that was written into the person's settings."""
    chosen, settings = tmp_path / "Delta Garments", tmp_path / "settings"
    chosen.mkdir()
    environment = {
        **os.environ,
        "XDG_CONFIG_HOME": str(settings),
        "HOME": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
    }
    code = textwrap.dedent(DIALOG).format(first=first)
    subprocess.run([sys.executable, "-c", code, str(chosen)], check=True, env=environment, timeout=120)
    return "".join(file.read_text("utf-8") for file in settings.rglob("*") if file.is_file())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's own dialog is used")
def test_the_file_dialog_keeps_no_list_of_folders(tmp_path):
    begin = "from fieldaudit.desktop import traces; traces.leave_none()"
    assert left_behind(tmp_path, begin) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's own dialog is used")
def test_without_that_it_would_keep_one(tmp_path):
    assert "Delta%20Garments" in left_behind(tmp_path, "")
