"""A command that holds the vault: what can be seen of it from outside while it runs, and what stays after it ended."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from driven_program import (
    PROJECT,
    as_written,
    found_in,
    found_in_files,
    found_in_memory,
    processes,
    session_of,
    until,
)
from exchange_world import PASSPHRASE
from field_world import field_desk, start
from test_locking_memory import NAME, SAID, may_look

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's"),
    pytest.mark.timeout(200),
]
SEEN = "/data/fire/seen"


@pytest.fixture
def field(tmp_path, monkeypatch):
    """Make a vault with an audit; returns (its home, the audit, what must not be found)."""
    monkeypatch.setenv("FIELDAUDIT_STATE_DIR", str(tmp_path / "state"))
    with field_desk(tmp_path / "world") as world:
        key = world.field._key
        needles = {"raw key": key, "key in hex": key.hex().encode(), "age secret": world.field.identity.secret.encode()}
        needles |= as_written("passphrase", PASSPHRASE) | as_written("worker's name", NAME)
        return world.field.home, start(world).id, needles


@pytest.fixture
def fill(field, tmp_path):
    """Return a running `fieldaudit fill` that has saved a worker's name and waits for its next step."""
    home, audit, _ = field
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "passphrase").write_text(PASSPHRASE)
    for name in ("user", "tmp", "run"):
        (tmp_path / "places" / name).mkdir(parents=True)
    places = {"HOME": "user", "TMPDIR": "tmp", "XDG_RUNTIME_DIR": "run"}
    words = ["--home", str(home), "--passphrase-file", str(tmp_path / "secret" / "passphrase"), "--json", "fill", audit]
    surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"}
    surroundings |= {"FIELDAUDIT_STATE_DIR": str(tmp_path / "state"), "LANG": "C.UTF-8"}
    surroundings |= {name: str(tmp_path / "places" / place) for name, place in places.items()}
    with subprocess.Popen(
        [sys.executable, "-m", "fieldaudit", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path / "places",
        env=surroundings,
        start_new_session=True,
    ) as running:
        try:
            assert tell(running, {"set": SAID, "to": NAME})["saved"] == 1
            yield running
        finally:
            running.kill()


def tell(running, step):
    running.stdin.write(json.dumps(step) + "\n")
    running.stdin.flush()
    return json.loads(running.stdout.readline())


def test_neither_arguments_nor_surroundings_of_a_command_hold_the_passphrase(fill, field):
    seen = {name: Path(f"/proc/{fill.pid}/{name}").read_bytes() for name in ("cmdline", "environ")}
    assert b"--passphrase-file" in seen["cmdline"]  # it is this process
    assert b"FIELDAUDIT_STATE_DIR" in seen["environ"]
    assert found_in(seen.values(), field[2]) == set()


@pytest.mark.skipif(not may_look(), reason="only root may read the memory of these processes")
def test_after_a_command_nothing_stays_but_the_sealed_vault(fill, field, tmp_path):
    held = found_in_memory(fill.pid, field[2])
    assert tell(fill, {"set": SEEN, "to": 3})["saved"] == 2
    said, complained = fill.communicate(timeout=60)
    assert fill.returncode == 0
    until(lambda: not [pid for pid in processes() if session_of(pid) == fill.pid])
    assert {need.partition(",")[0] for need in held} >= {"raw key", "age secret", "worker's name"}
    on_disk = {place.name: found_in_files(place, field[2]) for place in (field[0], tmp_path / "state")}
    assert on_disk == {field[0].name: set(), "state": set()}
    assert [path for path in (tmp_path / "places").rglob("*") if path.is_file()] == []
    assert found_in([said.encode(), complained.encode()], field[2]) == set()


def test_a_command_that_meets_a_fault_says_where_and_no_value(field, tmp_path):
    broken = "import fieldaudit.field.work as work; work.AuditWork.answer = lambda *a, **k: int(a[2])"
    program = (
        f"from fieldaudit import __main__, launcher; launcher.guard(); {broken}; import sys; sys.exit(__main__.main())"
    )
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    words = ["--home", str(field[0]), "--passphrase-file", str(tmp_path / "passphrase"), "fill", field[1]]
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        input=json.dumps({"set": SEEN, "to": NAME}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "ValueError at" in done.stderr
    assert NAME not in done.stdout + done.stderr
