"""The form engine beside JavaRosa in one run: `python -m tests.benchmarks.forms [--json] [--runs N] [--curve]`.

Both sides load from the XML with nothing cached until 25 questions with their labels have been read, in turn and each
in a fresh process. `cold` counts from before the engine's own code is read (Python imports, Java classes) to that
point, without the start of the bare interpreter or virtual machine; `process` counts everything from the outside.
`warm` is the same load again in the same process: the XML is read again, nothing is kept but the runtime's own state.
Ours also computes every relevance and calculation on loading, as JavaRosa does; neither computes choices or labels
that are not asked for. Shapes of expressions seen before (`/data/a = 'no'` with another place) are known in a warm
load, as JavaRosa's compiled code is. `form known` opens a form that is one of the two read last, which our engine
keeps; JavaRosa reads it again there too. One answer is set, recalculated, and the form's total read.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks import audit_form

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
PEERS = SHARED / "peers" / "forms"
#: Ours runs from compiled modules, as installed programs and JavaRosa's jar do; compiling them is not counted.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Absent(Exception):
    """The other side cannot run here; says why in one sentence."""


def ours(kind, form, count=0):
    """Run one of our figures in a fresh process."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.form_figures", kind, str(form), str(count)],
        check=True, capture_output=True, text=True, cwd=HERE.parents[1], env=ENVIRONMENT,
    )  # fmt: skip
    return json.loads(done.stdout) | {"process": (time.perf_counter() - start) * 1000}


class JavaRosa:
    """JavaRosa out of pyxform's validator, driven by the peers' JRBench and our FirstQuestions."""

    def __init__(self, folder):
        if shutil.which("java") is None or shutil.which("javac") is None:
            raise Absent("JavaRosa is left out: there is no JDK here.")
        if not (PEERS / "JRBench.java").exists():
            raise Absent("JavaRosa is left out: ../shared/peers/forms is not here.")
        spec = find_spec("pyxform")
        found = list(Path(spec.origin).parent.rglob("ODK_Validate.jar")) if spec else []
        if not found:
            raise Absent("JavaRosa is left out: pyxform brings no ODK_Validate.jar.")
        self.path = f"{folder}:{found[0]}"
        sources = [str(PEERS / "JRBench.java"), str(HERE / "FirstQuestions.java")]
        subprocess.run(
            ["javac", "-nowarn", "-cp", str(found[0]), "-d", str(folder), *sources], check=True, capture_output=True
        )

    def run(self, *arguments):
        done = subprocess.run(
            ["java", "-cp", self.path, *map(str, arguments)], check=True, capture_output=True, text=True
        )
        return done.stdout

    def cold(self, form, runs):
        start = time.perf_counter()
        lines = self.run("FirstQuestions", form, runs).splitlines()
        process = (time.perf_counter() - start) * 1000
        times = [float(line.split()[0]) for line in lines]
        return {"cold": times[0], "warm": statistics.median(times[1:] or [0.0]), "process": process}

    def answers(self, form):
        return json.loads(self.run("JRBench", "q", form))

    def rows(self, form, count):
        return json.loads(self.run("JRBench", "rep", form, count))


def who_form(folder):
    """Convert the WHO verbal autopsy once; None where it is not here."""
    workbook = SHARED / "real-forms" / "who-verbal-autopsy.xlsx"
    if not workbook.exists():
        return None
    from fieldaudit.checklist import load_form

    form = load_form(workbook)
    target = Path(folder) / "who.xml"
    target.write_bytes(getattr(form, "form", form).xform)
    return target


def loads(name, form, java, runs, table):
    """Cold and warm loads of one form, both sides in turn."""
    mine, theirs, warm, known, warm_theirs = [], [], [], [], []
    for _ in range(3):
        mine.append(ours("cold", form, 0))
        again = ours("cold", form, runs)
        warm.append(again["warm"]["median"])
        known.append(again["known"]["median"])
        if java:
            theirs.append(java.cold(form, 0))
            warm_theirs.append(java.cold(form, runs)["warm"])

    def middle(side, key):
        return statistics.median(each[key] for each in side) if side else None

    row(table, f"{name} cold load", middle(mine, "cold"), middle(theirs, "cold"), 0.5)
    row(table, f"{name} cold load, whole process", middle(mine, "process"), middle(theirs, "process"), None)
    middles = [statistics.median(each) if each else None for each in (warm, warm_theirs)]
    row(table, f"{name} warm load, read again", *middles, 0.5)
    row(table, f"{name} warm load, form known", statistics.median(known), middles[1], None)
    return mine[0]["memory"]


def row(table, what, mine, theirs, floor, unit="ms"):
    ratio = mine / theirs if theirs else None
    table.append({"what": what, "ours": mine, "javarosa": theirs, "ratio": ratio, "floor": floor, "unit": unit})


def measure(java, runs, folder):
    table = []
    xml = PEERS / "xml"
    forms = {"q100": xml / "q100.xml", "q1000": xml / "q1000.xml", "rep500": xml / "rep500.xml"}
    if not xml.exists():
        forms = {
            "q100": Path(folder) / "q100.xml",
            "q1000": Path(folder) / "q1000.xml",
            "rep500": Path(folder) / "rep.xml",
        }
        for name, data in (
            ("q100", audit_form.questions(100)),
            ("q1000", audit_form.questions(1000)),
            ("rep500", audit_form.rows()),
        ):
            forms[name].write_bytes(data)
    who = who_form(folder)
    memory = {}
    for name, form in {**forms, **({"WHO": who} if who else {})}.items():
        memory[name] = loads(name, form, java, runs, table)
    for name in ("q100", "q1000"):
        mine, theirs = ours("answers", forms[name]), java.answers(forms[name]) if java else None
        row(
            table,
            f"{name} one answer and the total",
            mine["answer"]["median"],
            theirs and theirs["selectAnswerMs"]["median"],
            1.0,
        )
        memory[f"{name} answered"] = mine["memory"]
    mine, theirs = ours("rows", forms["rep500"], 500), java.rows(forms["rep500"], 500) if java else None
    row(table, "rep500 add an instance", mine["add"]["median"], theirs and theirs["addInstanceMs"]["median"], 0.5)
    row(
        table,
        "rep500 set a field and read the sum",
        mine["set"]["median"],
        theirs and theirs["setFeeWithSumMs"]["median"],
        0.25,
    )
    table.append({"what": "rep500 remove the first of 500", "ours": mine["remove"], "limit": 20, "unit": "ms"})
    table.append(
        {
            "what": "rep500 reopen, per adding them",
            "ours": mine["reopen"] / mine["add"]["total"],
            "limit": 0.5,
            "unit": "times",
        }
    )
    opened = ("q1000", "q1000 answered")
    return table + [{"what": f"memory, {name}", "ours": memory[name], "limit": 120, "unit": "MB"} for name in opened]


def curve(folder):
    """Loads of 500 to 2,000 questions and 500 to 2,000 rows, each with what one of them costs."""
    found = []
    repeat = Path(folder) / "rows.xml"
    repeat.write_bytes(audit_form.rows())
    for count in (500, 1000, 2000):
        form = Path(folder) / f"curve{count}.xml"
        form.write_bytes(audit_form.questions(count))
        warm = ours("cold", form, 5)["warm"]["median"]
        answer = ours("answers", form)["answer"]["median"]
        each = ours("rows", repeat, count)
        found.append({
            "count": count, "load": warm, "load per question": warm / count, "answer": answer,
            "add all rows": each["add"]["total"], "add per row": each["add"]["total"] / count,
            "set and sum": each["set"]["median"], "reopen": each["reopen"], "reopen per row": each["reopen"] / count,
            "remove first": each["remove"],
        })  # fmt: skip
    return found


def show(table, lines):
    print(f"{'':42}{'ours':>10}{'JavaRosa':>10}{'ratio':>8}{'floor':>8}")
    for each in table:
        theirs, ratio = each.get("javarosa"), each.get("ratio")
        floor = each.get("floor") if "floor" in each else each["limit"]
        print(
            f"{each['what']:42}{each['ours']:10.2f}{'' if theirs is None else f'{theirs:.2f}':>10}"
            f"{'' if ratio is None else f'{ratio:.2f}':>8}{'' if floor is None else floor:>8} {each['unit']}"
        )
    for line in lines:
        print("  ".join(f"{name} {value:.3g}" for name, value in line.items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--curve", action="store_true", help="also 500 to 2,000 questions and rows")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ENVIRONMENT["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"
        (Path(folder) / "first.xml").write_bytes(audit_form.questions(5))
        ours("cold", Path(folder) / "first.xml")
        try:
            java = JavaRosa(folder)
        except Absent as absent:
            java = None
            print(absent, file=sys.stderr)
        table = measure(java, options.runs, folder)
        lines = curve(folder) if options.curve else []
    if options.json:
        print(json.dumps({"table": table, "curve": lines}, indent=1))
    else:
        print(__doc__)
        show(table, lines)


if __name__ == "__main__":
    main()
