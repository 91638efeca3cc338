"""What one fresh process measures of our engine: `python -m tests.benchmarks.form_figures KIND FORM [RUNS]`."""

import json
import statistics
import sys
import time
from functools import partial
from pathlib import Path

QUESTIONS = 25


def milliseconds(run):
    start = time.perf_counter()
    found = run()
    return (time.perf_counter() - start) * 1000, found


def summary(times):
    ordered = sorted(times) or [0.0]
    return {
        "median": statistics.median(ordered),
        "p95": ordered[int(len(ordered) * 0.95)],
        "max": ordered[-1],
        "total": sum(ordered),
        "n": len(ordered),
    }


def load(path):
    """Load from the XML until 25 questions with their labels have been read; gives the session and letters read."""
    from fieldaudit.checklist import Session, parse_form
    from fieldaudit.checklist.model import QUESTIONS as ASKED

    session = Session.start(parse_form(Path(path).read_bytes()))
    read = letters = 0
    for node in session.nodes():
        if node.kind in ASKED and node.relevant:
            letters += len(node.label)
            read += 1
            if read == QUESTIONS:
                break
    return session, read, letters


def resident():
    """Megabytes of memory that this process holds now."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * 4096 / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def cold(path, runs):
    took, (session, read, letters) = milliseconds(lambda: load(path))
    from fieldaudit.checklist.parsing.form import known_form

    held = resident()
    del session
    known = [milliseconds(lambda: load(path))[0] for _ in range(runs)]
    warm = [milliseconds(lambda: load(path))[0] for _ in range(runs) if known_form.cache_clear() is None]
    return {
        "cold": took,
        "read": read,
        "letters": letters,
        "memory": held,
        "warm": summary(warm),
        "known": summary(known),
    }


def answers(path, _runs):
    """Answer every fifth question no, yes, no and read the total; the second round counts, as in JRBench."""
    session, _, _ = load(path)
    selects = [
        node.ref
        for node in session.nodes()
        if (name := node.ref.rpartition("/")[2]).startswith("q") and name[1:].isdecimal() and int(name[1:]) % 5 == 0
    ]
    rounds = []
    for _ in range(2):
        times = []
        for value in ("no", "yes", "no"):
            given = partial(_answer, session, value=value, then="/data/total")
            times += [milliseconds(partial(given, ref))[0] for ref in selects]
        rounds.append(summary(times))
    return {"first": rounds[0], "answer": rounds[1], "memory": resident(), "total": session.node("/data/total").value}


def _answer(session, ref, value, then):
    session.answer(ref, value)
    return session.node(then).value


def rows(path, count):
    """Add rows up to `count`, set a field in each, reopen, and remove the first."""
    from fieldaudit.checklist import Session

    session, _, _ = load(path)
    have = len(session.rows()["/data/worker"])

    def add():
        session.add_repeat("/data/worker")
        return session.node("/data/sumfee").value

    added = [milliseconds(add)[0] for _ in range(count - have)]
    paid = partial(_answer, session, value="10", then="/data/sumfee")
    fees = [milliseconds(partial(paid, f"/data/worker[{at}]/w3"))[0] for at in range(1, count + 1)]
    values, ids = session.values(), session.rows()
    reopened, again = milliseconds(lambda: Session.resume(session.form, values, ids))
    assert again.node("/data/sumfee").value == session.node("/data/sumfee").value == str(count * 10)
    removed = milliseconds(lambda: session.remove_repeat("/data/worker[1]"))[0]
    assert session.node("/data/cnt").value == str(count - 1)
    return {"add": summary(added), "set": summary(fees), "reopen": reopened, "remove": removed}


KINDS = {"cold": cold, "answers": answers, "rows": rows}

if __name__ == "__main__":
    print(json.dumps(KINDS[sys.argv[1]](sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0)))
