"""Turns bytes into a form and what is done with it; the same bytes always give the same case."""

from __future__ import annotations

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from fieldaudit.checklist.xpath.functions.registry import _FUNCTIONS

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms" '
    'xmlns:fa="urn:fieldaudit:forms:1"><h:head><h:title>Fuzz</h:title><model>'
)
LEAVES = ("a", "b", "c", "d", "e", "f", "g/x", "g/y", "w/v", "w/t", "w/n/z", "w/n/u", "k/p", "k/q")
DATA = "<a/><b>1</b><c/><d/><e/><f/><g><x/><y/></g><w jr:template=''><v/><t>2</t><n><z/><u/></n></w><k><p/><q/></k>"
LISTS = (
    '<instance id="list"><root>'
    + "".join(f"<item><name>{name}</name><label>l{name}</label><from>{name}</from></item>" for name in "01234567pq")
    + "</root></instance>"
)
LABELS = (
    "<label>L</label>",
    "<label ref=\"jr:itext('t1')\"/>",
    "<label ref=\"jr:itext('t2')\"/><hint>H</hint>",
)
TYPES = ("string", "int", "decimal", "date", "dateTime", "time", "geopoint", "geotrace", "geoshape", "boolean")
TEXTS = (
    "", "1", "0", "-1", "2.5", "yes", "no", "a b", "2026-11-21", "2026-11-21T12:00:00.000Z", "12:00:00", "1 2 0 0",
    "1 2;3 4;1 2", "1e5", "NaN", "Infinity", "true", "p", "(a+)+$", "é\u200f", "%Y-%m-%d %b", "99999999999999999999",
    "/data/a",
    "../b", "list", "name", "SHA-256", "MD5", "hex", "t1", "t2",
)  # fmt: skip
NUMBERS = ("0", "1", "2", "3", "-1", "0.5", "20", "9999999999999999999999", ".5", "-400", "308", "2", "1", "3")
PATHS = (
    ".", "..", "../..", "*", "//*", "@id", "/data", "/", "current()", "current()/..", "../v", "../x", "../n/z",
    "/data/w",
    "/data/k", "/data/w/n", "/data/w[1]/v", "/data/w[last()]/t", "/data/w/v[. != '']", "/data/w/n/z", "/data/g/*",
    "instance('list')/root/item", "instance('list')/root/item[name = /data/a]/label", "../../w/v",
    "preceding-sibling::*", "following-sibling::w", "ancestor::*", "descendant::z", "/data/w[v = 1]/t | /data/a",
    "/data/w[position() = /data/a]/v", "/data/k[position() < 3]", "self::node()", "text()", "instance('none')/x",
)  # fmt: skip
SIGNS = (" + ", " - ", " * ", " div ", " mod ", " = ", " != ", " < ", " <= ", " > ", " >= ", " and ", " or ", " | ")
FUNCTIONS = tuple(sorted(_FUNCTIONS.items()))


@dataclass(frozen=True)
class Case:
    """A form as it is read, and the steps: answer, add, remove, language, reopen."""

    xform: str
    steps: tuple[tuple[str, str, str], ...]

    def write(self) -> str:
        return json.dumps({"xform": self.xform, "steps": self.steps}, ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, text: str) -> Case:
        found = json.loads(text)
        return cls(found["xform"], tuple(tuple(step) for step in found["steps"]))


class Choices:
    """Reads choices from bytes; when they run out, the first of everything."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def number(self, below: int) -> int:
        if self.at >= len(self.data):
            return 0
        self.at += 1
        return self.data[self.at - 1] % below

    def of(self, options):
        return options[self.number(len(options))]

    def rest(self) -> str:
        found = self.data[self.at :].decode("utf-8", "replace")
        self.at = len(self.data)
        return "".join(letter for letter in found if letter in "\t\n\r" or letter >= " ")

    @property
    def left(self) -> int:
        return len(self.data) - self.at


def expression(choices: Choices, depth: int = 0) -> str:
    kind = choices.number(8) if depth < 4 else choices.number(3)
    match kind:
        case 0:
            return choices.of(PATHS)
        case 1:
            return repr(choices.of(TEXTS)) if choices.number(2) else choices.of(NUMBERS)
        case 2:
            return f"/data/{choices.of(LEAVES)}"
        case 3:
            return f"({expression(choices, depth + 1)}{choices.of(SIGNS)}{expression(choices, depth + 1)})"
        case 4:
            return f"{choices.of(PATHS)}[{expression(choices, depth + 1)}]"
        case _:
            return call(choices, depth)


def call(choices: Choices, depth: int) -> str:
    name, function = choices.of(FUNCTIONS)
    count = 0
    for parameter in function.parameters:
        count += choices.number(4) if parameter.endswith("*") else choices.number(2) if parameter.endswith("?") else 1
    kinds = [function.parameters[min(at, len(function.parameters) - 1)][0] for at in range(count)]
    arguments = [
        choices.of(PATHS) if kind == "N" and choices.number(4) else expression(choices, depth + 1) for kind in kinds
    ]
    return f"{name}({', '.join(arguments)})"


def bind(choices: Choices, leaf: str) -> str:
    written = [f'nodeset="/data/{leaf}" type="{choices.of(TYPES)}"']
    for name in ("calculate", "relevant", "constraint", "required", "readonly", "fa:finding"):
        wanted = choices.number(3) == 1
        written += [f"{name}={quoteattr(expression(choices))}"] if wanted else []
    return f"<bind {' '.join(written)}/>"


def texts(choices: Choices) -> str:
    outputs = "".join(f"<output value={quoteattr(expression(choices))}/>" for _ in range(choices.number(3)))
    return (
        f'<itext><translation lang="en"><text id="t1"><value>One {outputs}</value><value form="short">1</value></text>'
        f'<text id="t2"><value>{outputs}<output value="jr:itext(\'t1\')"/></value></text></translation>'
        '<translation lang="fr"><text id="t1"><value>Un</value></text></translation></itext>'
    )


def control(choices: Choices, leaf: str) -> str:
    ref = f'ref="/data/{leaf}"'
    label = choices.of(
        ("<label>L</label>", "<label ref=\"jr:itext('t1')\"/>", "<label ref=\"jr:itext('t2')\"/><hint>H</hint>")
    )
    action = ""
    if choices.number(6) == 1:
        target, value = choices.of(LEAVES), quoteattr(expression(choices))
        action = f'<setvalue event="xforms-value-changed" ref="/data/{target}" value={value}/>'
    if choices.number(3) == 1:
        nodes = f"instance('list')/root/item[{expression(choices, 2)}]"
        kind = choices.of(("select1", "select", "odk:rank"))
        items = f'<itemset nodeset={quoteattr(nodes)}><value ref="name"/><label ref="label"/></itemset>'
        return f"<{kind} {ref}>{label}{action}{items}</{kind}>"
    return f"<input {ref}>{label}{action}</input>"


def form(choices: Choices) -> str:
    binds = "".join(bind(choices, leaf) for leaf in LEAVES if choices.number(2))
    inside = {leaf: control(choices, leaf) for leaf in LEAVES}
    count = f" jr:count={quoteattr(expression(choices, 2))}" if choices.number(2) else ""
    new = ""
    if choices.number(3) == 1:
        new = f'<setvalue event="odk-new-repeat" ref="/data/w/v" value={quoteattr(expression(choices, 2))}/>'
    body = (
        "".join(inside[leaf] for leaf in LEAVES[:6])
        + f"<group ref='/data/g'>{inside['g/x']}{inside['g/y']}</group>"
        + f"<group ref='/data/w'><label>W</label><repeat nodeset='/data/w'>{new}{inside['w/v']}{inside['w/t']}"
        + f"<repeat nodeset='/data/w/n'>{inside['w/n/z']}{inside['w/n/u']}</repeat></repeat></group>"
        + f"<repeat nodeset='/data/k'{count}>{inside['k/p']}{inside['k/q']}</repeat>"
    )
    first = ""
    if choices.number(4) == 1:
        first = f'<setvalue event="odk-instance-first-load" ref="/data/a" value={quoteattr(expression(choices, 2))}/>'
    instance = f'<instance><data id="f">{DATA}</data></instance>'
    model = f"{texts(choices)}{instance}{LISTS}{binds}{first}"
    return f"{HEAD}{model}</model></h:head><h:body>{body}</h:body></h:html>"


def steps(choices: Choices) -> tuple[tuple[str, str, str], ...]:
    found = []
    while choices.left and len(found) < 12:
        kind = choices.of(("answer", "answer", "answer", "answer", "add", "add", "remove", "language", "reopen"))
        found.append((kind, choices.of(("/data/w", *LEAVES)), choices.of(TEXTS)))
    return tuple(found)


def decode(data: bytes) -> Case:
    """Give the case that the bytes stand for."""
    choices = Choices(data)
    match choices.number(8):
        case 0:
            written = escape(choices.rest(), {'"': "&quot;"})
            bound = f'<bind nodeset="/data/a" calculate="{written}"/><bind nodeset="/data/b" constraint="{written}"/>'
            body = f'<input ref="/data/b"><label><output value="{written}"/></label></input>'
            model = f'<instance><data id="f">{DATA}</data></instance>{bound}'
            text = f"{HEAD}{model}</model></h:head><h:body>{body}</h:body></h:html>"
            return Case(text, (("answer", "b", "3"),))
        case 1:
            sound = form(choices)
            at = choices.number(256) * len(sound) // 256
            cut = choices.number(200)
            return Case(sound[:at] + choices.rest() + sound[at + cut :], (("answer", "b", "3"), ("add", "/data/w", "")))
        case _:
            return Case(form(choices), steps(choices))
