"""The demo: two homes, one package there and one back, with the bundled instrument and with a real form of others."""

import json
from pathlib import Path

import pytest

from fieldaudit.demo import play
from fieldaudit.errors import FolderNotEmpty
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault
from fieldaudit.vault.listing import list_audits

REAL_FORMS = Path(__file__).parents[2].parent / "shared" / "real-forms"
KEYS = {
    "organisation",
    "audit",
    "form",
    "answers",
    "findings",
    "actions",
    "attachments",
    "package",
    "manifest_sha256",
    "closing_hash",
    "imported",
    "receipt_applied",
    "report",
    "report_pages",
    "field_home",
    "headoffice_home",
    "headoffice_identity",
    "passphrase_file",
}


def test_the_bundled_inspection_goes_all_the_way(tmp_path):
    out = tmp_path / "demo"
    played = play(out, cost=CHEAP)
    summary = json.loads((out / "summary.json").read_text())
    assert summary.keys() >= KEYS
    assert (summary["imported"], summary["receipt_applied"], summary["alert_imported"]) == (
        "taken_in",
        True,
        "taken_in",
    )
    assert summary["answers"] >= 60
    assert summary["findings"] >= 5
    assert summary["attachments"] == 3
    for name in ("package", "report", "field_home", "headoffice_home", "headoffice_identity", "passphrase_file"):
        assert (out / summary[name]).exists(), name
    passphrase = (out / played.passphrase_file).read_text().strip()
    with Vault.open(out / played.field_home, passphrase) as field:
        assert field.check() == []
        assert sorted(row.state for row in list_audits(field)) == ["confirmed", "in_progress", "signed"]
    with Vault.open(out / played.headoffice_home, passphrase) as office:
        assert office.check() == []
        assert [row.id for row in list_audits(office)] == [played.audit]


@pytest.mark.parametrize("name", ["who-verbal-autopsy.xlsx", "ifrc-distribution-site-assessment.xml"])
def test_a_form_of_others_goes_all_the_way(tmp_path, name):
    form = REAL_FORMS / name
    if not form.exists():
        pytest.skip("the real forms are not beside the project")
    played = play(tmp_path / "demo", form, cost=CHEAP)
    assert (played.imported, played.receipt_applied, played.attachments) == ("taken_in", True, 1)
    assert played.answers > 20


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(FolderNotEmpty):
        play(tmp_path, cost=CHEAP)
    assert [path.name for path in tmp_path.iterdir() if path.name != ".state"] == ["mine.txt"]
