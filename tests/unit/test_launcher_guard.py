"""What every process that can hold data does first: no dumps, no look from outside, no values in what it reports."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fieldaudit import faults, launcher
from fieldaudit.desktop.session_lock_windows import POWER_BROADCAST, SESSION_CHANGE, begins

PROJECT = Path(__file__).parents[2]
NAME = "Quillfeather"
linux = pytest.mark.skipif(sys.platform != "linux", reason="what only Linux has")
FAULT = f"""
def deeper(worker):
    try:
        int(worker)
    except ValueError as error:
        raise RuntimeError("said by " + worker) from error
deeper({NAME!r})
"""


def run(words, *before, **more):
    """Run Python `words` in a process of its own after `before`; returns what it did."""
    surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)}
    program = [sys.executable, "-c", "\n".join([*before, words])]
    return subprocess.run(program, capture_output=True, text=True, env=surroundings, check=False, **more)


GUARD = "from fieldaudit import dumps, faults, launcher; launcher.guard()"


@linux
@pytest.mark.parametrize("crash", ["os.abort()", "os.kill(os.getpid(), signal.SIGSEGV)"])
def test_a_crash_leaves_no_core(tmp_path, crash):
    allow = "import os, resource, signal; resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)"
    dumps_here = not Path("/proc/sys/kernel/core_pattern").read_text().startswith(("|", "/"))
    if dumps_here and resource.getrlimit(resource.RLIMIT_CORE)[1] == resource.RLIM_INFINITY:
        (tmp_path / "control").mkdir()
        run(crash, allow, cwd=tmp_path / "control")
        assert list((tmp_path / "control").iterdir())  # without the guard there is one
    (tmp_path / "ours").mkdir()
    ended = run(crash, GUARD, "import os, signal", cwd=tmp_path / "ours")
    assert ended.returncode in (-signal.SIGABRT, -signal.SIGSEGV)
    assert list((tmp_path / "ours").iterdir()) == []


@linux
def test_a_guarded_process_and_what_it_forks_are_not_dumpable_and_an_unguarded_one_is():
    dumpable, limit = "ctypes.CDLL(None).prctl(3)", "max(resource.getrlimit(resource.RLIMIT_CORE))"  # PR_GET_DUMPABLE
    forked = f"os.waitstatus_to_exitcode(os.wait()[1]) if os.fork() else os._exit(7 - {dumpable} - {limit})"
    asked = f"import ctypes, os, resource; print({dumpable}, {limit}, {forked})"
    assert run(asked, GUARD).stdout.split() == ["0", "0", "7"]
    assert run(f"import ctypes; print({dumpable})", "from fieldaudit import dumps").stdout.split() == ["1"]


@linux
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize(("guard", "readable"), [("", True), ("dumps.turn_off()", False)])
def test_another_process_of_the_same_user_cannot_read_the_memory(guard, readable):
    nobody = 65534
    become = (
        f"import ctypes, os; from fieldaudit import dumps; os.setresgid(*[{nobody}] * 3); os.setresuid(*[{nobody}] * 3)"
    )
    plain = "ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)"  # the change of user alone has turned it off
    hold = "import time; print(flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", f"{become}\n{plain}\n{guard}\n{hold}"], stdout=subprocess.PIPE, cwd=PROJECT
    ) as other:
        try:
            other.stdout.readline()
            look = f"open('/proc/{other.pid}/mem', 'rb').close()"
            assert (run(look, become).returncode == 0) is readable
        finally:
            other.kill()


def test_a_fault_is_told_by_its_places_and_kinds_without_a_value():
    told = run(FAULT, GUARD).stderr
    assert NAME not in told
    assert "ValueError at" in told
    assert "RuntimeError at" in told
    assert "deeper" in told
    assert NAME in run(FAULT).stderr  # Python itself says it


def test_a_fault_in_a_thread_in_a_destructor_or_a_warning_or_a_log_says_no_value_either():
    words = f"""
import logging, threading, warnings
faults.hush_logging()
thread = threading.Thread(target=lambda: int({NAME!r})); thread.start(); thread.join()
class Gone:
    def __del__(self): int({NAME!r})
Gone()
warnings.warn({NAME!r})
logging.getLogger("library").warning("could not read %s", {NAME!r})
logging.getLogger("library").error({NAME!r})
try: int({NAME!r})
except ValueError: logging.getLogger("fieldaudit.desktop").exception("work failed")
"""
    told = run(words, GUARD).stderr
    assert NAME not in told
    assert told.count("ValueError at") == 3
    assert told.count("library") == 2
    assert "work failed" in told
    assert "UserWarning" in told


def test_the_number_of_a_systems_error_is_told_its_file_is_not(tmp_path):
    with pytest.raises(FileNotFoundError) as met:
        (tmp_path / NAME).read_bytes()
    told = faults.told(met.value)
    assert "FileNotFoundError (ENOENT) at" in told
    assert NAME not in told


@linux
def test_after_locked_a_window_is_started_anew_and_every_other_code_is_the_programs():
    words = """
import os, sys, tempfile
count = tempfile.TemporaryFile(buffering=0)
def window():
    count.write(b"x"); return launcher.LOCKED if os.fstat(count.fileno()).st_size < 3 else 5
code = launcher.keep(window, [])
print(os.fstat(count.fileno()).st_size, code)
"""
    assert run(words, GUARD).stdout.split() == ["3", "5"]


@linux
@pytest.mark.parametrize(("window", "code"), [("os.abort()", 134), ("sys.exit(3)", 3), (f"int({NAME!r})", 1)])
def test_a_window_that_ends_otherwise_ends_the_program(window, code):
    done = run(f"import os, sys; sys.exit(launcher.keep(lambda: {window}, []))", GUARD)
    assert done.returncode == code
    assert NAME not in done.stderr


@linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_the_launcher_reaches_the_window(number):
    words = """
import signal, sys, time
def window():
    signal.pthread_sigmask(signal.SIG_BLOCK, [1, 2, 15])
    print("ready", flush=True)
    return 40 + signal.sigwait([1, 2, 15])
sys.exit(launcher.keep(window, []))
"""
    with subprocess.Popen([sys.executable, "-c", f"{GUARD}\n{words}"], stdout=subprocess.PIPE, cwd=PROJECT) as program:
        program.stdout.readline()
        program.send_signal(number)
        assert program.wait(60) == 40 + number


def test_where_there_is_no_forking_the_program_starts_itself_again(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    assert launcher.command(["--home", "x"])[1:] == ["-m", "fieldaudit", launcher.WINDOW, "--home", "x"]
    script = tmp_path / "window.py"
    script.write_text("""
import pathlib, sys
count = pathlib.Path(__file__).with_name("n")
started = len(count.read_text()) if count.exists() else 0
count.write_text("x" * (started + 1))
sys.exit(75 if started < 2 else 6)
""")
    again = f"launcher.command = lambda _: [sys.executable, {str(script)!r}]"
    assert run("sys.exit(launcher.keep(None, [], fork=False))", GUARD, "import sys", again).returncode == 6
    assert (tmp_path / "n").read_text() == "xxx"


def test_what_windows_says_of_locks_and_sleep_is_told_from_the_rest():
    assert begins(SESSION_CHANGE, 7)
    assert begins(POWER_BROADCAST, 4)
    assert not begins(SESSION_CHANGE, 8)  # unlocked
    assert not begins(POWER_BROADCAST, 18)  # resumed
    assert not begins(0x0100, 7)  # a key
