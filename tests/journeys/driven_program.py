"""The real program in real processes: a launcher with its window, driven by a socket, and a look into their memory."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE, PROJECT = Path(__file__).parent, Path(__file__).parents[2]
PATIENCE = 90


class Program:
    """A launcher and its window below `folder`, which also is their home, their temporary and their state folder."""

    def __init__(self, folder, vault):
        self.folder, self.sockets = folder, folder.parent / f"{folder.name}-sockets"
        self.sockets.mkdir()
        for name in ("user", "tmp", "state", "cache", "config", "run"):
            (folder / name).mkdir(parents=True, mode=0o700)
        self.log = folder / "said"
        with self.log.open("wb") as log:
            self.launcher = subprocess.Popen(
                [sys.executable, "-m", "fieldaudit", "--home", str(vault)],
                cwd=folder,
                env=self._surroundings(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _surroundings(self):
        mine = {"PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
        mine |= {"PYTHONPATH": os.pathsep.join([str(HERE / "driven"), str(PROJECT)]), "PYTHONDONTWRITEBYTECODE": "1"}
        mine |= {"FIELDAUDIT_DRIVEN": str(self.sockets), "FIELDAUDIT_STATE_DIR": str(self.folder / "state")}
        places = {"HOME": "user", "TMPDIR": "tmp", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "config"}
        return (
            mine
            | {name: str(self.folder / place) for name, place in places.items()}
            | {"XDG_RUNTIME_DIR": str(self.folder / "run")}
        )

    def window(self, after=0):
        """Wait for a window's process other than `after`; returns its id."""
        return until(lambda: next((pid for pid in self._served() if pid != after), 0), self.log)

    def do(self, words, **needs):
        """Do Python `words` on the interface thread of the window; returns what they put into `answer`."""
        [pid] = self._served()
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.sockets / str(pid)))
            with line.makefile("rw", encoding="utf-8") as stream:
                given = "".join(f"{name} = {value!r}\n" for name, value in needs.items())
                stream.write(json.dumps(given + words) + "\n")
                stream.flush()
                answer = json.loads(stream.readline() or "{}")
        assert "fault" not in answer, answer["fault"]
        return answer

    def wait_for(self, words):
        """Wait until an expression on the interface thread is true; returns it."""
        return until(lambda: self.do(f"answer['is'] = {words}")["is"], self.log)

    def family(self):
        """Return every process of the program that is alive."""
        return sorted(pid for pid in processes() if session_of(pid) == self.launcher.pid)

    def end(self):
        """End what is left."""
        for pid in self.family():
            os.kill(pid, signal.SIGKILL)
        self.launcher.wait(PATIENCE)
        until(lambda: not self.family(), self.log)

    def _served(self):
        return [int(one.name) for one in self.sockets.iterdir() if one.name.isdecimal() and alive(int(one.name))]


def until(found, log=None):
    """Wait until `found()` is true; returns it."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        value = found()
        if value:
            return value
        time.sleep(0.05)
    raise TimeoutError(log.read_text("utf-8", "replace") if log else "")


def processes():
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def session_of(pid):
    """Return the session of a process that is alive, 0 of one that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return 0 if fields[0] in "ZX" else int(fields[3])


def alive(pid):
    return session_of(pid) != 0


def memory(pid):
    """Yield every part of a process's memory that can hold more than the bytes of a file, such as a library's."""
    with Path(f"/proc/{pid}/mem").open("rb", 0) as source:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_, owner = re.fullmatch(r"(\S+) (\S+) \S+ \S+ \S+ *(.*)", line).groups()
            if rights[0] != "r" or (owner.startswith("/") and rights[1] != "w") or owner.startswith(("[vv", "[vsys")):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            try:
                source.seek(start)
                yield source.read(end - start)
            except (OSError, OverflowError):
                continue  # a page that no program can read either, such as a device's


def found_in(parts, needles):
    """Return the names of the needles ({name: bytes}) that are somewhere in the parts."""
    found = set()
    for part in parts:
        found |= {name for name, needle in needles.items() if name not in found and needle in part}
    return found


def found_in_memory(pid, needles):
    return found_in(memory(pid), needles)


def found_in_files(folder, needles):
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    assert files
    return found_in((path.read_bytes() + os.fsencode(str(path)) for path in files), needles)


def as_written(name, text):
    """Return a text in every encoding that it is held in: the file's, Qt's, Python's."""
    return {f"{name}, {encoding}": text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "latin-1")}
