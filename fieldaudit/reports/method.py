"""How it was done: when, announced or not, by whom, who was met, and how much was checked."""

from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from fieldaudit.reports import theme
from fieldaudit.reports.blocks import empty, facts, heading, subheading, table
from fieldaudit.reports.data import Coverage, Person, ReportData, coverage
from fieldaudit.reports.text import text
from fieldaudit.reports.wording import Wording


def method(data: ReportData, words: Wording) -> list[Flowable]:
    """Give the section's flowables."""
    visit = data.visit
    return [
        *heading(words("how"), "how"),
        *facts(
            [
                (words("site"), data.site.name),
                (words("party"), data.site.party),
                (words("address"), data.site.address),
                (words("date"), words.date(visit.day) if visit.day else ""),
                (words("time_in"), words.time(visit.time_in) if visit.time_in else ""),
                (words("time_out"), words.time(visit.time_out) if visit.time_out else ""),
                (words("announcement"), words.of("announcement", visit.announcement) if visit.announcement else ""),
                (words("auditors"), _named(visit.auditors[0], words) if len(visit.auditors) == 1 else ""),
                *((fact.label, fact.value) for fact in visit.facts),
            ]
        ),
        *_team(visit.auditors, words),
        *subheading(words("met")),
        _met(visit.met, words),
        Spacer(0, 6),
        *subheading(words("checked")),
        *_coverage(coverage(data.sections), words),
        *facts([(words("form"), data.form_title), (words("digest"), data.form_digest)], columns=1),
    ]


def _named(person: Person, words: Wording) -> str:
    return f"{person.name}, {words.of('role', person.function)}" if person.function else person.name


def _team(people: tuple[Person, ...], words: Wording) -> list[Flowable]:
    """Give everybody who audited with what each did; one alone stands among the facts."""
    if len(people) == 1:
        return []
    shared = any(person.sections for person in people)
    head = [(words("name"), theme.HEAD), (words("role"), theme.HEAD)]
    widths = [theme.WIDTH * 0.4, theme.WIDTH * 0.6]
    if shared:
        head, widths = [*head, (words("sections"), theme.HEAD)], [theme.WIDTH * part for part in (0.32, 0.2, 0.48)]
    rows = [[[(cell, theme.CELL)] for cell in _row(person, words)[: len(head)]] for person in people]
    return [*subheading(words("team")), table(head, rows, widths), Spacer(0, 6)] if rows else []


def _row(person: Person, words: Wording) -> tuple[str, str, str]:
    role = words.of("role", person.function) if person.function else ""
    return person.name, role, "\n".join(person.sections) or (words("other_sections") if person.function else "")


def _met(people: tuple[Person, ...], words: Wording) -> Flowable:
    if not people:
        return empty(words("nobody_met"))
    head = [(words("name"), theme.HEAD), (words("function"), theme.HEAD)]
    rows = [[[(person.name, theme.CELL)], [(person.function, theme.CELL)]] for person in people]
    return table(head, rows, [theme.WIDTH / 2] * 2)


def _coverage(counts: Coverage, words: Wording) -> list[Flowable]:
    if not counts.total:
        return [empty(words("no_answers")), Spacer(0, 8)]
    sentence = words("coverage", **vars(counts), total=counts.total)
    rest = words("coverage_blank", blank=counts.blank) if counts.blank else ""
    return [_bar(counts), Spacer(0, 4), text(sentence + rest, theme.BODY), Spacer(0, 8)]


def _bar(counts: Coverage) -> Flowable:
    """Give the counts as one bar; the sentence beneath says the same in words."""
    shares = (
        (counts.answered, theme.ACCENT),
        (counts.not_checked, theme.tone("major")[0]),
        (counts.unable, theme.BORDER),
        (counts.blank, theme.HAIRLINE),
    )
    shown = [(count, colour) for count, colour in shares if count]
    bar = Table([[""] * len(shown)], colWidths=[theme.WIDTH * n / counts.total for n, _ in shown], rowHeights=[7])
    bar.setStyle(TableStyle([("BACKGROUND", (i, 0), (i, 0), colour) for i, (_, colour) in enumerate(shown)]))
    return bar
