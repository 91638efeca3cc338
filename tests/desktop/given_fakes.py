"""Stand-ins for what head office gave out, in memory."""

from datetime import date

from fieldaudit.desktop.given.lines import Choice, GivenLine, QuestionLine, TaskLine
from fieldaudit.errors import TaskRefused

TASKS = (
    TaskLine(
        id="t1",
        name="A. Rahman",
        site="Nadi Textiles, unit 2",
        form="Workplace inspection",
        due=date(2026, 12, 20),
        start=date(2026, 12, 1),
        end=date(2026, 12, 5),
        announcement="unannounced",
        purpose="After the fire of October",
        sent=False,
        party="Nadi Group",
        by="Fair Work Partners",
    ),
    TaskLine("t2", "B. Roy", "Delta Garments", "Workplace inspection", date(2026, 11, 30), state="started", audit="a1"),
    TaskLine("t3", "B. Roy", "Old Mill", "Workplace inspection", date(2026, 11, 2), state="withdrawn"),
)
QUESTIONS = (
    QuestionLine(
        "q1",
        "a1",
        "/data/exits",
        "2.4 Are all exits unlocked?",
        "Which of the two doors was it, and who holds the key at night?",
        "Delta Garments",
        "answered",
        "The door to the yard; the guard has the key. Photo 3.",
        "A. Rahman",
    ),
    QuestionLine("q2", "a1", "/data/age", "3.1 Youngest worker", "Which paper did you see?", "Delta Garments"),
    QuestionLine("q3", "a1", "", "", "Thank you, nothing more.", "Delta Garments", "settled", "", "", signed=True),
)
PUBLISHED = (
    GivenLine("f1", "form", "Workplace inspection", "2026.1", 2, date(2026, 11, 20)),
    GivenLine("f2", "form", "Dormitory walk", "1"),
    GivenLine("severity-clocks", "table", "severity-clocks", "", 3, date(2026, 11, 18)),
    GivenLine("clauses", "table", "clauses"),
)


class GivenUses:
    """Both desks' use cases; `done` keeps what was asked for."""

    def __init__(self, tasks=TASKS, questions=QUESTIONS, published=PUBLISHED):
        self._lists = (tasks, questions, published)
        self.done = []

    def tasks(self):
        return self._lists[0]

    def questions(self):
        return self._lists[1]

    def published(self):
        return self._lists[2]

    def choices(self):
        return (
            [Choice("s1", "A. Rahman", "Dhaka")],
            [Choice("p1", "Nadi Textiles", "Nadi Group")],
            [Choice("f1", "Workplace inspection", "2026.1")],
        )

    def assign(self, form):
        if not form.due:
            raise TaskRefused(reason="by when it is due must be said")
        self.done.append(("assign", form))
        return "t1"

    def withdraw(self, task):
        self.done.append(("withdraw", task))

    def settle(self, question):
        self.done.append(("settle", question))

    def give_out_form(self, digest, *, supervisors=None):
        self.done.append(("form", digest) if supervisors is None else ("form", digest, supervisors))

    def give_out_table(self, name, file):
        self.done.append(("table", name, file))

    def start(self, task):
        self.done.append(("start", task))
        return "a9"

    def reply(self, question, text):
        self.done.append(("reply", question, text))
