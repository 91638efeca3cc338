"""What every test shares: an offscreen Qt, no leftovers outside the temporary folder."""

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _own_state_folder(tmp_path, monkeypatch):
    """Keep incarnation files, which lie outside a vault, inside the test's own folder."""
    monkeypatch.setenv("FIELDAUDIT_STATE_DIR", str(tmp_path / ".state"))
