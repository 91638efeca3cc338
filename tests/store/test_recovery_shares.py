"""Head office opens again by any two of three shares: vault and certificate key, as by the sheet."""

import io
import json
from pathlib import Path

import pytest

from fieldaudit.cli import main
from fieldaudit.errors import SharesRefused
from fieldaudit.exchange import authority_key, enrol, sheets
from fieldaudit.exchange.passphrases import recover
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault

OLD, NEW = "correct horse battery", "a new long passphrase"


def typed(*pages: str) -> str:
    """Return the words of share sheets as a person types them."""
    lines = [line.split()[1:] for page in pages for line in page.splitlines() if line[2:3].isdigit()]
    return " ".join(word for line in lines for word in line)


def test_two_shares_set_a_new_passphrase_for_vault_and_certificate_key(tmp_path):
    home = tmp_path / "home"
    made = enrol.create_organisation(home, "Open Harvest Alliance", OLD, cost=CHEAP)
    with Vault.open(home, OLD) as vault:
        pages = sheets.share_sheets(vault, made.recovery_words)
    assert all(made.fingerprint in page for page in pages)
    with pytest.raises(SharesRefused):
        recover(home, typed(pages[0], pages[0]), NEW, cost=CHEAP)
    recover(home, typed(pages[2], pages[0]), NEW, cost=CHEAP)
    Vault.open(home, NEW).close()
    authority_key.load(home, NEW)


def test_the_command_writes_three_shares_of_the_sheet_that_opens_this_vault(tmp_path, capsys, monkeypatch):
    home = tmp_path / "home"
    made = enrol.create_organisation(home, "Open Harvest Alliance", OLD, cost=CHEAP)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    Path("pass").write_text(OLD + "\n")
    Path("sheet").write_text(made.recovery_words + "\n")
    Path("other").write_text(made.recovery_words[:-4] + "\n")
    Path("out").mkdir()
    words = ["--home", "home", "--passphrase-file", "pass", "--json", "keys", "shares", "--out", "out", "--words-file"]
    assert main([*words, "other"]) == 1
    assert list(Path("out").iterdir()) == []
    capsys.readouterr()
    assert main([*words, "sheet"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    recover(home, typed(*(Path(file).read_text() for file in files[:2])), NEW, cost=CHEAP)
