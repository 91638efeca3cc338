"""Generates sound forms in which everything reads everything before it, and what is done with them."""

from __future__ import annotations

import random
from xml.sax.saxutils import quoteattr

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms" '
    'xmlns:fa="urn:fieldaudit:forms:1"><h:head><h:title>Generated</h:title><model>'
)
DATA = (
    "<da/><ts/><uid/><who/><sf/><sl/><a>1</a><b>2</b><c/><d/><sc/><c1/>"
    "<w jr:template=''><rp/><v/><t>2</t><s/><sv/><sn/><w1/><n jr:template=''><z/><f/><n1/><n2/></n><w2/><o/></w>"
    "<c2/><q jr:template=''><p/><h/><q1/></q><c3/><g><x/><y/></g><c4/><m/><k/><r/><u/><c5/><c6/>"
)
#: Every place in an order in which each may read those before it; a group or repeat comes before what is in it.
ORDER = (
    "da", "ts", "who", "sf", "sl", "a", "b", "c", "d", "sc", "c1",
    "w", "w/rp", "w/v", "w/t", "w/s", "w/sv", "w/sn", "w/w1", "w/n", "w/n/z", "w/n/f", "w/n/n1", "w/n/n2", "w/w2",
    "w/o", "c2", "q", "q/p", "q/h", "q/q1", "c3", "g", "g/x", "g/y", "c4", "m", "k", "r", "u", "c5", "c6",
)  # fmt: skip
REPEATS = ("w", "w/n", "q")
GROUPS = (*REPEATS, "g")
CALCULATED = ("c1", "w/w1", "w/n/n1", "w/n/n2", "w/w2", "w/o", "c2", "q/q1", "c3", "g/y", "c4", "u", "c5", "c6")
SELECTS = {"a": "select1", "w/s": "select1", "w/n/f": "select", "q/h": "select1", "m": "select", "k": "odk:rank"}
TYPES = {"b": "int", "w/v": "int", "w/n/z": "decimal", "d": "date", "q/p": "int", "r": "int", "g/x": "string"}
INPUTS = ("b", "c", "d", "w/v", "w/t", "w/n/z", "q/p", "g/x", "r", "c4", "w/w2")
NUMBERS = ("0", "1", "2", "3")
ANSWERS = ("", "0", "1", "2", "3", "1", "2", "4", "7", "1 2", "2 3", "ab", "1.5", "2026-11-21", "2026-11-22")
ITEMS = "".join(f"<item><name>{at}</name><label>l{at}</label><from>{at % 3}</from></item>" for at in (1, 2, 3, 4, 5, 7))
LISTS = (
    f'<instance id="list"><root>{ITEMS}</root></instance>'
    '<instance id="prices"><root><item><name>1</name><label>10</label></item>'
    "<item><name>2</name><label>20</label></item></root></instance>"
)
PRELOADS = (
    '<bind nodeset="/data/da" type="date" jr:preload="date" jr:preloadParams="today"/>'
    '<bind nodeset="/data/ts" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>'
    '<bind nodeset="/data/uid" type="string" jr:preload="uid"/>'
    '<bind nodeset="/data/who" type="string" jr:preload="property" jr:preloadParams="username"/>'
)


def inside(name: str) -> list[str]:
    """Give the repeats around a place, itself too where it is one."""
    return [repeat for repeat in REPEATS if name == repeat or name.startswith(f"{repeat}/")]


def relative(at: str, name: str) -> str:
    """Give the path from one place to another."""
    here, there = at.split("/"), name.split("/")
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    return "/".join([".."] * (len(here) - same) + there[same:])


class Writer:
    """Writes expressions at random; the same seed writes the same."""

    def __init__(self, seed: int, density: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - forms, not secrets
        self.density = density

    def of(self, options):
        return self.chance.choice(options)

    def wanted(self) -> bool:
        return self.chance.randrange(10) < self.density

    def leaf(self, before):
        return self.of([name for name in before if name not in GROUPS])

    def one(self, at: str, before) -> str:
        """Give a path or call that means one value."""
        name = self.leaf(before)
        if set(inside(name)) <= set(inside(at)):
            return self.of((f"/data/{name}", relative(at, name), relative(at, name), f"current()/{relative(at, name)}"))
        return self.of((self.aggregate(name), self.aggregate(name), self.picked(at, before, name)))

    def column(self, at: str, before) -> str:
        name = self.leaf(before)
        within = inside(name)
        if within and self.wanted():
            repeat = within[-1]
            rest = name[len(repeat) + 1 :]
            test = self.of((f"{rest} != ''", f"{rest} > 1", "position() > 1", f"{rest} = {self.one(at, ['a', 'b'])}"))
            return f"/data/{repeat}[{test}]/{rest}"
        return f"/data/{name}"

    def aggregate(self, name: str) -> str:
        column = f"/data/{name}"
        return self.of((
            f"sum({column})", f"count({column})", f"max({column})", f"min({column})", f"join('-', {column})",
            f"count-non-empty({column})", f"count({column}[. != ''])",
            f"count({column}[number() > 1])", f"count({column}[string-length() > 0])",
            f"string({column}[last()])",
        ))  # fmt: skip

    def picked(self, at: str, before, name: str) -> str:
        repeat = inside(name)[0]
        rest = name[len(repeat) + 1 :]
        number = self.of((*NUMBERS, self.one(at, ["a", "b"]), f"count(/data/{repeat})"))
        if len(inside(name)) == 1:
            return self.of((f"indexed-repeat(/data/{name}, /data/{repeat}, {number})",
                            f"string(/data/{repeat}[position() = {number}]/{rest})"))  # fmt: skip
        return self.of((f"indexed-repeat(/data/{name}, /data/w, {number}, /data/w/n, 1)",
                        f"string(/data/w[{self.of(NUMBERS[1:])}]/n[last()]/z)"))  # fmt: skip

    def position(self, at: str) -> str:
        around = inside(at)
        if not around:
            return self.of(("count(/data/w)", "count(/data/q)", "count(/data/w/n)"))
        ups = [len(at.split("/")) - len(repeat.split("/")) for repeat in around]
        up = "/".join([".."] * self.of(ups)) or "."
        return self.of((f"position({up})", f"count({up}/preceding-sibling::{around[-1].split('/')[-1]})"
                        if up == ".." else f"position({up})"))  # fmt: skip

    def value(self, at: str, before, depth: int = 0) -> str:  # noqa: C901, PLR0911, PLR0912 - one line for each kind
        """Give an expression for a value."""
        again = (lambda: self.value(at, before, depth + 1)) if depth < 2 else lambda: self.one(at, before)
        one = self.one(at, before)
        kind = self.chance.randrange(16)
        match kind:
            case 0 | 1 | 2:
                return one
            case 3:
                return f"{again()} {self.of(('+', '-', '*'))} {self.of(NUMBERS)}"
            case 4:
                return f"concat({again()}, '-', {again()})"
            case 5:
                return f"if({self.truth(at, before, depth + 1)}, {again()}, {again()})"
            case 6:
                return self.position(at)
            case 7:
                return f"coalesce({one}, {again()})"
            case 8:
                return f"pulldata('prices', 'label', 'name', {one})"
            case 9:
                return f"jr:choice-name({one}, '{self.of(('/data/a', '/data/m'))}')" if at in {"c5", "c6"} else one
            case 10:
                return f"instance('list')/root/item[name = {one}]/label"
            case 11:
                return f"count(instance('list')/root/item[from = {one}])"
            case 12:
                seed = self.of((", 7", f", {one}", ", 42"))
                return f"join(' ', randomize(instance('list')/root/item/name{seed}))"
            case 13:
                return f"sum({self.column(at, before)})"
            case 14:
                return f"join(',', {self.column(at, before)})"
            case _:
                return self.of((f"string-length({one})", f"count-selected({one})", f"selected-at({one}, 0)",
                                f"format-date({one}, '%d')", "name(..)", f"round({one}, 1)"))  # fmt: skip

    def truth(self, at: str, before, depth: int = 0) -> str:  # noqa: PLR0911 - one line for each kind
        """Give an expression for a condition."""
        one = self.one(at, before)
        match self.chance.randrange(10):
            case 0:
                return one
            case 1:
                return f"not({one})"
            case 2:
                return f"{one} != ''"
            case 3:
                return f"selected({one}, '{self.of(NUMBERS)}')"
            case 4:
                return f"{self.position(at)} {self.of(('>', '<=', '='))} {self.of(NUMBERS)}"
            case 5:
                return f"{self.column(at, before)} = {one}"
            case 6 if depth < 2:
                sign = self.of(("and", "or"))
                return f"{self.truth(at, before, depth + 1)} {sign} {self.truth(at, before, depth + 1)}"
            case 7:
                return f"{self.aggregate(self.leaf(before))} > {self.of(NUMBERS)}"
            case _:
                return f"{one} {self.of(('=', '!=', '<', '>='))} {self.of(NUMBERS)}"

    def own(self, at: str) -> str:
        """Give a condition on the place itself."""
        return self.of((". > 1", "string-length() < 3", "string() != '2'", "number() != 3", "normalize-space(.) != '1'",
                        self.truth(at, ORDER), f". != {self.one(at, ORDER)}", "once('x') != '3'"))  # fmt: skip


def calculation(write: Writer, name: str, before) -> str:
    if name == "w/o" or (name in {"c3", "u"} and write.wanted()):
        return f"once({write.value(name, before)})"
    if name == "u":
        return write.of(("random()", "uuid()", "now()", f"if({write.truth(name, before)}, uuid(), '')"))
    if "w/" in name and write.chance.randrange(4) == 0:
        return f"concat({write.position(name)}, {write.one(name, before)})"
    return write.value(name, before)


def bind(write: Writer, name: str) -> str:
    before = ORDER[: ORDER.index(name)]
    written = [f'nodeset="/data/{name}" type="{TYPES.get(name, "string")}"']

    def put(attribute: str, expression: str) -> None:
        written.append(f"{attribute}={quoteattr(expression)}")

    if name in CALCULATED:
        put("calculate", calculation(write, name, before))
    if "a" in before and write.chance.randrange(3) == 0 and write.wanted():
        put("relevant", write.truth(name, before))
    if name not in GROUPS and write.wanted():
        put("constraint", write.own(name))
        put("required", write.truth(name, ORDER))
        put("jr:constraintMsg", "jr:itext('t2')")
    if name in {*INPUTS, *SELECTS, *GROUPS} and write.chance.randrange(4) == 0:
        put("readonly", write.truth(name, ORDER))
    if name in {"b", "w/v", "w/s", "w/n/z", "q/q1", "c4"}:
        put("fa:finding", write.own(name))
        put("fa:severity", write.value(name, ORDER))
    return f"<bind {' '.join(written)}/>"


def texts(write: Writer) -> str:
    def output(language: str) -> str:
        return f"{language} <output value={quoteattr(write.value('c6', ORDER))}/>"

    languages = ("en", "fr")
    return "".join(("<itext>", *(
        f'<translation lang="{language}"><text id="t1"><value>{output(language)}</value></text>'
        f'<text id="t2"><value>{output(language)}</value></text></translation>' for language in languages
    ), "</itext>"))  # fmt: skip


def action(write: Writer, name: str) -> str:
    """Give the action that a change of a question sets off."""
    target = {"b": "sc", "a": "sc", "w/v": "w/sv", "w/s": "w/sv", "w/n/z": "w/sv", "q/p": "sc"}.get(name)
    if target is None or not write.wanted():
        return ""
    value = quoteattr(write.value(target, ORDER))
    return f'<setvalue event="xforms-value-changed" ref="/data/{target}" value={value}/>'


def control(write: Writer, name: str) -> str:
    ref = f'ref="/data/{name}"'
    output = f"<label>L <output value={quoteattr(write.value(name, ORDER))}/></label>"
    label = write.of((output, "<label ref=\"jr:itext('t1')\"/>", "<label>L</label><hint ref=\"jr:itext('t2')\"/>"))
    before = ORDER[: ORDER.index(name)]
    if name in SELECTS:
        test = f"from = {write.one(name, before)}" if write.wanted() else write.truth(name, before)
        if "b" in before and write.chance.randrange(2) == 0:
            test = write.of(("from = /data/b", "name != /data/b", "name > /data/b"))
        nodes = f"instance('list')/root/item[{test}]"
        if write.chance.randrange(3) == 0:
            nodes = f"randomize({nodes}, {write.one(name, before)})"
        items = f'<itemset nodeset={quoteattr(nodes)}><value ref="name"/><label ref="label"/></itemset>'
        return f"<{SELECTS[name]} {ref}>{label}{action(write, name)}{items}</{SELECTS[name]}>"
    if name == "r":
        return f'<range {ref} start="0" end="10" step="1">{label}</range>'
    return f"<input {ref}>{label}{action(write, name)}</input>"


def new_row(write: Writer, repeat: str, target: str) -> str:
    value = quoteattr(write.value(target, ORDER[: ORDER.index("w/n")]))
    return f'<setvalue event="odk-new-repeat" ref="/data/{target}" value={value}/>'


def form(seed: int, density: int) -> str:
    """Give the form of that seed; `density` from 0 to 10 says how many of its places have rules."""
    write = Writer(seed, density)
    binds = PRELOADS + "".join(bind(write, name) for name in ORDER if name not in {"da", "ts", "uid", "who"})
    shown = {name: control(write, name) for name in (*INPUTS, *SELECTS)}
    count = write.of(("/data/b", f"if({write.truth('q', ORDER[: ORDER.index('q')])}, 2, 1)", "count(/data/w)"))

    def of(*names: str) -> str:
        return "".join(shown[name] for name in names)

    first = quoteattr(write.value("sf", ("a", "b", "c", "who")))
    loads = (
        f'<setvalue event="odk-instance-first-load" ref="/data/sf" value={first}/>'
        '<setvalue event="odk-instance-load" ref="/data/sl" value="\'loaded\'"/>'
    )
    body = (
        of("a", "b", "c", "d")
        + f"<group ref='/data/w'><repeat nodeset='/data/w'>{new_row(write, 'w', 'w/sn')}{of('w/v', 'w/t', 'w/s')}"
        + f"<group ref='/data/w/n'><repeat nodeset='/data/w/n'>{of('w/n/z', 'w/n/f')}</repeat></group>{of('w/w2')}"
        + "</repeat></group>"
        + f"<group ref='/data/q'><repeat nodeset='/data/q' jr:count={quoteattr(count)}>{of('q/p', 'q/h')}"
        + "</repeat></group>"
        + f"<group ref='/data/g'>{of('g/x')}</group>{of('c4', 'm', 'k', 'r')}"
    )
    model = f"{texts(write)}<instance><data id='f'>{DATA}</data></instance>{LISTS}{binds}{loads}"
    return f"{HEAD}{model}</model></h:head><h:body>{body}</h:body></h:html>"


def steps(seed: int, count: int) -> list[tuple[str, int, str]]:
    """Give what is done: the kind, where (which of the places it may be done at), and the answer."""
    chance = random.Random(f"steps {seed}")  # noqa: S311 - answers, not secrets
    kinds = ("answer",) * 8 + ("add", "add", "remove", "remove", "language", "reopen")
    fixed = [("add", 0, ""), ("add", 1, "")]
    chosen = [(chance.choice(kinds), chance.randrange(1000), chance.choice(ANSWERS)) for _ in range(count)]
    return [*fixed, *chosen, ("remove", 0, "")]
