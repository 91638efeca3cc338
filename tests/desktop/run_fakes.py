"""An audit in memory for the run screen: sections, rules that a test can follow, and what was asked of it."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from fieldaudit.audit.history import Value
from fieldaudit.desktop.run.audit_lines import Change, EvidenceItem, Header, Hit, Overview, SectionLine, Thing
from fieldaudit.desktop.run.cards import AddRow, Card, FindingCard, Heading, Option, RowHead
from fieldaudit.desktop.run.history import History, HistoryLine
from fieldaudit.errors import AnswerRefused, NothingToRedo, NothingToUndo, PhotoRefused

TIME = "2026-11-21T14:02:31.120Z"
VERDICT = (Option("yes", "Yes"), Option("no", "No"), Option("unable", "Can't verify"), Option("na", "N/A"))
CRITICAL = FindingCard(
    "f1",
    "critical",
    "critical",
    (),
    "2",
    "5",
    "site manager",
    "2026-12-21",
    "2026-11-22",
    "photo_or_reason",
    "Ask for it to be opened or cleared while you watch, and photograph before and after.",
)
DHAKA = timezone(timedelta(hours=6))


def clock(hour, minute, day=21):
    return datetime(2026, 11, day, hour, minute, tzinfo=DHAKA)


YES, NO = Value("answer", "Yes"), Value("answer", "No")
HISTORY = History(
    "/data/exits",
    "Every emergency exit is unlocked and clear while people work.",
    (
        HistoryLine("e6", clock(14, 9), "Bilal Haque", NO, (YES,), conflict=True, late=True),
        HistoryLine("e5", clock(14, 8), "Amina Rahman", Value("skip", "the guard had gone"), (YES,), conflict=True),
        HistoryLine("e4", clock(14, 5), "Amina Rahman", Value("evidence", "Exit 2, chained.jpg")),
        HistoryLine("e3", clock(14, 2), "Amina Rahman", NO, (YES,), undone=clock(14, 3)),
        HistoryLine("e2", clock(13, 58), "", YES, (Value("answer", ""),)),
        HistoryLine("e1", clock(17, 30, 20), "Amina Rahman", YES, ()),
    ),
)
NOTE = "Exit 2 chained; exit 4 blocked by pallets. Both opened during the visit; key held by the guard."


def question(ref, number, label, control="buttons", **fields):
    options = fields.pop("options", VERDICT if control == "buttons" else ())
    return Card(f"/data/{ref}", number, label, control, options=options, **fields)


def answered(ref, number, label, value="yes", **fields):
    words = {option.value: option.label for option in VERDICT}.get(value, value)
    fields.setdefault("verdict", {"yes": "compliant", "unable": "unable", "na": "na"}.get(value, ""))
    return question(ref, number, label, value=value, text=words, state="answered", **fields)


def fire():
    return (
        answered("extinguishers", "3.5", "Extinguishers are in date, sealed and reachable.", evidence=1),
        answered(
            "exits",
            "3.6",
            "Every emergency exit is unlocked and clear while people work.",
            "no",
            hint="Try each door from inside. Ask a worker which door they would use.",
            verdict="noncompliant",
            severity="critical",
            finding=CRITICAL,
            evidence=2,
            note=NOTE,
        ),
        question("drill", "3.7", "Date of the last fire drill with all shifts", "date"),
        question("alarm", "3.8", "A fire alarm can be heard everywhere on this floor."),
        question("lighting", "3.9", "Escape routes are signposted and stay lit when the power fails.", required=True),
    )


def controls():
    some = (Option("a", "Cotton"), Option("b", "Leather"), Option("c", "Synthetics"))
    many = tuple(Option(f"c{n}", f"Country {n}") for n in range(40))
    return (
        question("intro", "", "Walk the whole floor before you sit down with anyone.", "note"),
        question("materials", "5.1", "Materials seen", "toggles", options=some, value="a c", state="answered"),
        question("country", "5.2", "Country of the parent company", "list", options=many),
        question("count", "5.3", "Machines looked at", "int", value="12", state="answered"),
        question("rate", "5.4", "Square metres per person", "decimal", value="3.5", state="answered"),
        question("remarks", "5.5", "What the team could not see, and the reason it was given", "lines"),
        question("arrived", "5.6", "Time of arrival", "time", value="08:30:00.000", state="answered"),
        question("moment", "5.7", "Last inspection", "datetime"),
        question("score", "5.8", "How clean is the floor?", "range", start="1", end="10", step="1"),
        question("order", "5.9", "Order the risks by weight", "rank", options=some),
        question("plan", "5.10", "The evacuation plan", "upload"),
        question("seen", "5.11", "I have seen the permit myself.", "ok"),
        question("where", "5.12", "Position of the gate", "place"),
        question("sum", "5.13", "Machines without a guard, per cent", "calculated", value="25"),
        question(
            "passport",
            "5.14",
            "Workers keep their own identity documents.",
            audience="restricted",
            state="not_checked",
            reason="no private room for the talk",
        ),
    )


def rows(count=2):
    made = []
    for n in range(1, count + 1):
        made.append(RowHead(f"/data/floor[r{n}]", f"Floor {n}", n))
        made.append(question(f"floor[r{n}]/name", f"2.1.{n}.1", "Floor or area", "line"))
        made.append(question(f"floor[r{n}]/exits", f"2.1.{n}.2", "Usable exits of this floor", "int"))
    return (*made, AddRow("/data/floor", "Floors and separate areas"), Heading("/data/g", "All floors"), fire()[3])


SITE = tuple(answered(f"scope{n}", f"1.{n}", f"Scope question {n}.") for n in range(1, 11))
LONG = tuple(question(f"long{n}", f"7.{n}", f"Question {n} of a long section.") for n in range(1, 121))
SPANISH_TITLE = "Visita, acceso, recuento de personas y reunión de apertura"


def picture_sections():
    """Return the sections of the target picture."""
    return (
        ("Site and scope", SITE),
        ("Policies", SITE[:6]),
        ("Fire and emergency", fire()),
        ("Exits and building", rows()),
        ("Machinery and what people handle", controls()),
        ("Chemicals", SITE[:8]),
        ("Protective equipment", LONG),
        ("Welfare", ()),
        ("Accommodation", ()),
        ("Agency workers", tuple(replace(card, ref=f"{card.ref}x") for card in LONG[:7])),
    )


class FakeRun:
    """One audit. 3.6 answered "no" is critical; 3.8 answered "no" asks 3.8a too; "bad" is refused everywhere."""

    def __init__(self, sections=None, *, header=None, picture=b"", start=(3, "/data/exits")):
        self.sections = [list(items) for _, items in (sections or picture_sections())]
        self.titles = [title for title, _ in (sections or picture_sections())]
        self.header = header or Header(
            "Workplace inspection",
            "Riverside Garments, Unit 2",
            "2026-11-21",
            "unannounced",
            ("English (en)", "Español (es)"),
            "English (en)",
        )
        self.bytes, self.start = picture, start
        self.calls, self.drafts, self.undone, self.unfinished = [], {}, [], 0
        self.taken, self.histories = [], {"/data/exits": HISTORY}
        self.files = {
            "/data/exits": [
                EvidenceItem("b1", "Exit 2, chained.jpg", "image/jpeg", 812_000, "3f2a9c81" * 8, "2026-11-21T13:50:00"),
                EvidenceItem("b2", "Exit 4, pallets.jpg", "image/jpeg", 790_000, "77d0e1aa" * 8, "2026-11-21T13:51:00"),
            ]
        }

    def open(self, audit):
        return Overview(self.header, self.lines(), *self.start)

    def section(self, index, ref=""):
        return tuple(self.sections[index - 1])

    def open_row(self, section, row, *, opened=True):
        self.calls.append(("open", row, opened))
        return self._change(section)

    def contents(self):
        return ()

    def media(self, name):
        return self.bytes

    def lines(self):
        return tuple(
            self._line(index, title, items)
            for index, (title, items) in enumerate(zip(self.titles, self.sections, strict=True), start=1)
        )

    def _line(self, index, title, items):
        cards = [item for item in items if isinstance(item, Card) and item.answerable]
        failing = [card for card in cards if card.failing]
        return SectionLine(
            index,
            title,
            sum(card.done for card in cards),
            len(cards),
            len(failing),
            "critical" if any(card.severity == "critical" for card in failing) else "minor" if failing else "",
        )

    def _change(self, section, ref="", **fields):
        fields.setdefault("unfinished", self.unfinished)
        return Change(TIME, self.lines(), self.section(section), section=section, ref=ref, **fields)

    def _card(self, ref):
        for section, items in enumerate(self.sections):
            for place, item in enumerate(items):
                if isinstance(item, Card) and item.ref == ref:
                    return section, place, item
        raise AssertionError(ref)

    def _put(self, ref, **fields):
        section, place, card = self._card(ref)
        self.undone.append((section, place, card))
        self.sections[section][place] = replace(card, **fields)

    def set_language(self, language, section):
        self.calls.append(("language", language))
        return self._change(section)

    def answer(self, section, ref, value):
        self.calls.append(("answer", ref, value))
        if value == "bad":
            raise AnswerRefused(ref=ref, reason="it is not a whole number")
        fails = value == "no" and ref == "/data/exits"
        verdict = "noncompliant" if fails else {"yes": "compliant"}.get(value, "")
        self._put(
            ref,
            value=value,
            text=value,
            state="answered" if value else "open",
            verdict=verdict,
            severity="critical" if fails else "",
            finding=CRITICAL if fails else None,
            reason="",
        )
        added = 0
        if ref == "/data/alarm" and value == "no":
            at = self._card(ref)[1] + 1
            self.sections[section - 1].insert(at, question("alarm_why", "3.8a", "Why it cannot be heard", "line"))
            added = 1
        return self._change(section, added=added)

    def skip(self, section, ref, reason):
        self.calls.append(("skip", ref, reason))
        self._put(ref, value="", text="", state="not_checked", reason=reason, verdict="", severity="", finding=None)
        return self._change(section)

    def resolve(self, section, ref, event):
        self.calls.append(("resolve", ref, event))
        return self._change(section)

    def settle_row(self, section, row, *, keep):
        self.calls.append(("settle row", row, keep))
        return self._change(section)

    def note(self, section, ref, text):
        self.calls.append(("note", ref, text))
        self._put(ref, note=text)
        return self._change(section)

    def draft(self, ref, text):
        self.drafts[ref] = text

    def add_row(self, section, repeat):
        self.calls.append(("add", repeat))
        items = self.sections[section - 1]
        count = sum(isinstance(item, RowHead) for item in items)
        self.sections[section - 1] = list(rows(count + 1))
        return self._change(section, ref=f"/data/floor[r{count + 1}]/name")

    def remove_row(self, section, row):
        self.calls.append(("remove", row))
        items = self.sections[section - 1]
        self.sections[section - 1] = [item for item in items if not f"{item.ref}/".startswith(f"{row}/")]
        return self._change(section)

    def go_on(self, section):
        self.calls.append(("go on", section))
        self.unfinished -= 1
        return self._change(section)

    def locate(self, section, ref, point):
        self.calls.append(("locate", ref, point))
        return self._change(section)

    def undo(self):
        if not self.undone:
            raise NothingToUndo
        section, place, card = self.undone.pop()
        now = self.sections[section][place]
        self.taken.append((section, place, now))
        self.sections[section][place] = card
        return self._change(section + 1, card.ref, thing=Thing(now.number, now.label, "answer.set", now.text))

    def redo(self):
        if not self.taken:
            raise NothingToRedo
        section, place, card = self.taken.pop()
        self.undone.append((section, place, self.sections[section][place]))
        self.sections[section][place] = card
        thing = Thing(card.number, card.label, "answer.set", card.text, back=True)
        return self._change(section + 1, card.ref, thing=thing)

    def history(self, ref):
        self.calls.append(("history", ref))
        return self.histories.get(ref, History(ref, self._card(ref)[2].words))

    def evidence(self, ref):
        return tuple(self.files.get(ref, ()))

    def attach(self, section, ref, files):
        for file in files:
            name, data = file if isinstance(file, tuple) else (file.name, file.read_bytes())
            if data.startswith(b"no photo"):
                raise PhotoRefused(name=name, reason="it is not a photo, a PDF or a sound recording")
            item = EvidenceItem(f"n{len(self.calls)}{name}", name, "image/png", len(data), "00" * 32)
            self.files.setdefault(ref, []).append(item)
            self.calls.append(("attach", ref, name))
        self._put(ref, evidence=len(self.files[ref]))
        return self._change(section)

    def detach(self, section, ref, blob, reason):
        self.calls.append(("detach", blob, reason))
        self.files[ref] = [item for item in self.files[ref] if item.blob != blob]
        self._put(ref, evidence=len(self.files[ref]))
        return self._change(section)

    def picture(self, blob):
        return self.bytes

    def edit_finding(self, section, edit):
        self.calls.append(("finding", edit))
        return self._change(section)

    def open_action(self, section, finding, action):
        self.calls.append(("action", finding, action))
        for items in self.sections:
            for place, item in enumerate(items):
                if isinstance(item, Card) and item.finding and item.finding.id == finding:
                    items[place] = replace(item, finding=replace(item.finding, actions=item.finding.actions + 1))
        return self._change(section)

    def alert(self, finding, folder):
        self.calls.append(("alert", finding))
        return folder / "fieldaudit-alert-000007.fapkg"

    def where(self, ref):
        return self._card(ref)[0] + 1

    def find(self, words):
        return tuple(
            Hit(index, card.ref, card.number, card.label)
            for index, items in enumerate(self.sections, start=1)
            for card in items
            if isinstance(card, Card) and words.casefold() in card.label.casefold()
        )[:20]

    def next_unanswered(self, section, ref):
        for index in [*range(section, len(self.sections) + 1), *range(1, section)]:
            cards = [card for card in self.sections[index - 1] if isinstance(card, Card)]
            refs = [card.ref for card in cards]
            after = refs.index(ref) + 1 if index == section and ref in refs else 0
            for card in cards[after:]:
                if card.answerable and not card.done:
                    return index, card.ref
        return None
