"""What a program really wrote: a recording by strace, read call by call into changes of a disk (cut_disk.py).

The program says what it has acknowledged by a line on its output that starts with MARK; that call is in the recording
too, so at each cut one knows what had been shown as saved. SQLite's -shm file is memory that has a name: it is rebuilt
at opening and left out. A call that this reader does not know how to follow is an error, never skipped.
"""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cut_disk import File, Folder

MARK = b"MARK "
CALLS = (
    "open,openat,openat2,creat,close,dup,dup2,dup3,fcntl,lseek,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,"
    "fallocate,fsync,fdatasync,sync_file_range,sync,syncfs,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,"
    "mkdirat,link,linkat,symlink,symlinkat,mmap,msync,sendfile,copy_file_range"
)
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+|0x[0-9a-f]+)(?:<.*>)?(?:\(deleted\))?( .*)?")
_STARTED = re.compile(r"(\d+) +(\w+\(.*) <unfinished \.\.\.>")
_RESUMED = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)")
_CLOSE = "close("
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_AT = re.compile(r"(\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>")


def from_the_checkout():
    """Return the environment of a script below tests/ that is to find the program beside them, installed or not."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def record(words, out):
    """Run the program under strace and return what it wrote to its output; the recording goes to the file `out`."""
    trace = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-y",
        "-xx",
        "-s",
        "1000000000",
        "-o",
        str(out),
        "-e",
        f"trace={CALLS}",
        "-e",
        "signal=none",
    ]
    return subprocess.run([*trace, *words], check=True, stdout=subprocess.PIPE, env=from_the_checkout()).stdout


@dataclass(frozen=True)
class Call:
    """One call that succeeded: its name, its arguments as strace writes them, what it returned."""

    name: str
    words: str
    result: int


def calls(recording):
    """Give the successful calls in the order in which they ended, a close where it began."""
    started = {}
    with recording.open(encoding="ascii") as lines:
        for raw in lines:
            line = raw.rstrip("\n")
            if begun := _STARTED.fullmatch(line):
                started[begun[1]] = begun[2]
                if begun[2].startswith(_CLOSE):  # its number is free at once: another thread may open under it
                    yield Call("close", begun[2].removeprefix(_CLOSE), 0)
                continue
            if ended := _RESUMED.fullmatch(line):
                line = f"{ended[1]} {started.pop(ended[1])}{ended[2]}"
                if line.split(" ", 1)[1].startswith(_CLOSE):
                    continue
            if (found := _LINE.fullmatch(line)) and not found[4].startswith("-"):
                yield Call(found[2], found[3], int(found[4], 0))


def _bytes(escaped):
    return bytes.fromhex(escaped.replace("\\x", ""))


def texts(words):
    """Return all strings among a call's arguments."""
    found = _TEXT.findall(words)
    assert not any(cut for _, cut in found), "a write was longer than strace was told to record"
    return [_bytes(text) for text, _ in found]


@dataclass
class _Open:
    node: object
    at: int = 0


class Replay:
    """Carries a recording out on a disk, step by step; `marks` are those acknowledged so far."""

    def __init__(self, disk, root):
        self.disk, self.marks, self.begun = disk, [], False
        self._root = str(root).rstrip("/") + "/"
        self._handles = {}

    def step(self, call):
        """Carry out one call; returns whether it changed the disk, synced it, or acknowledged something."""
        if call.name == "writev" and (said := texts(call.words)) and said[0].startswith(MARK):
            self._mark(said[0])
            return True
        return bool(self.begun and getattr(self, f"_{call.name}")(call))

    def _mark(self, said):
        if not self.begun:
            self.begun = True
            return
        self.marks += [json.loads(line[len(MARK) :]) for line in said.splitlines()]

    # --- paths

    def _path(self, text):
        """Return the names below the root, None for a path elsewhere and for SQLite's memory."""
        path = text.decode()
        if not (path + "/").startswith(self._root) or path.endswith("-shm"):
            return None
        return tuple(name for name in path[len(self._root) :].split("/") if name)

    def _paths(self, call):
        """Return the paths that a call names, those relative to an open folder too."""
        named, bases = texts(call.words), [_bytes(base) for _, base in _AT.findall(call.words)]
        if not bases:
            return [self._path(name) for name in named]
        pairs = zip(bases * len(named) if len(bases) < len(named) else bases, named, strict=False)
        return [self._path(name if name.startswith(b"/") else base + b"/" + name) for base, name in pairs]

    @staticmethod
    def _handle(call):
        return int(re.match(r"\d+", call.words)[0])

    def _number(self, call, place):
        """Return the argument at `place` (from the end), which is a number."""
        return int(call.words.rsplit(", ", place)[-place].split(",")[0], 0)

    # --- files

    def _openat(self, call):
        [path] = self._paths(call)
        self._handles.pop(call.result, None)
        if path is None:
            return False
        node, changed = self.disk.find(path), False
        if node is None:
            assert "O_CREAT" in call.words, call
            node, changed = File(), True
            self.disk.rename((path, node))
        elif "O_TRUNC" in call.words and (node.data or node.pending):
            node.pending.append((0, None))
            changed = True
        self._handles[call.result] = _Open(node, len(node.now()) if "O_APPEND" in call.words else 0)
        return changed

    _open = _openat

    def _close(self, call):
        self._handles.pop(self._handle(call), None)

    def _dup(self, call):
        if (known := self._handles.get(self._handle(call))) is not None:
            self._handles[call.result] = known
        else:
            self._handles.pop(call.result, None)

    _dup2 = _dup3 = _dup

    def _fcntl(self, call):
        if "F_DUPFD" in call.words:
            self._dup(call)

    def _lseek(self, call):
        if known := self._handles.get(self._handle(call)):
            known.at = call.result

    def _put(self, call, at=None):
        known = self._handles.get(self._handle(call))
        if known is None:
            return False
        data = b"".join(texts(call.words))[: call.result]
        assert len(data) == call.result, call.name
        known.node.pending.append((known.at if at is None else at, data))
        if at is None:
            known.at += len(data)
        return True

    def _write(self, call):
        return self._put(call)

    _writev = _write

    def _pwrite64(self, call):
        return self._put(call, self._number(call, 1))

    _pwritev = _pwrite64

    def _pwritev2(self, call):
        return self._put(call, self._number(call, 2))

    def _ftruncate(self, call):
        known = self._handles.get(self._handle(call))
        if known:
            known.node.pending.append((self._number(call, 1), None))
        return known

    def _fsync(self, call):
        known = self._handles.get(self._handle(call))
        if known:
            self.disk.sync(known.node)
        return known

    _fdatasync = _fsync

    def _sync(self, _):
        self.disk.sync_all()
        return True

    _syncfs = _sync

    def _sendfile(self, call):
        target, source = (self._handles.get(int(number)) for number, _ in _AT.findall(call.words)[:2])
        if target is None:
            return False
        assert source is not None, "bytes came from a file that the recording does not hold"
        target.node.pending.append((target.at, source.node.now()[source.at : source.at + call.result]))
        target.at, source.at = target.at + call.result, source.at + call.result
        return True

    def _mmap(self, call):
        known = self._handles.get(self._handle_of_mmap(call))
        assert not (known and "PROT_WRITE" in call.words and "MAP_SHARED" in call.words), "written through memory"

    @staticmethod
    def _handle_of_mmap(call):
        found = _AT.search(call.words)
        return int(found[1]) if found else -1

    def _msync(self, _):
        return False

    def _unknown(self, call):
        known = any(int(number) in self._handles for number, _ in _AT.findall(call.words) if number.isdigit())
        if known or any(self._paths(call)):
            raise AssertionError(f"{call.name} is not followed")

    _truncate = _fallocate = _sync_file_range = _copy_file_range = _unknown
    _link = _linkat = _symlink = _symlinkat = _creat = _openat2 = _unknown

    # --- names

    def _rename(self, call):
        old, new = self._paths(call)
        if old is None and new is None:
            return False
        assert None not in (old, new), "a file came from elsewhere"
        self.disk.rename((old, None), (new, self.disk.find(old)))
        return True

    _renameat = _renameat2 = _rename

    def _unlink(self, call):
        [path] = self._paths(call)
        if path is not None:
            self.disk.rename((path, None))
        return path is not None

    _unlinkat = _rmdir = _unlink

    def _mkdir(self, call):
        [path] = self._paths(call)
        if path is not None:
            self.disk.rename((path, Folder()))
        return path is not None

    _mkdirat = _mkdir
