"""Every question of this report with what was answered, section by section."""

from collections.abc import Mapping

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

from fieldaudit.reports import theme
from fieldaudit.reports.blocks import Bookmark, Piece, empty, heading, subheading, table
from fieldaudit.reports.data import Answer, ReportData, Section
from fieldaudit.reports.text import text
from fieldaudit.reports.wording import Wording


def answers(data: ReportData, words: Wording) -> list[Flowable]:
    """Give the section's flowables."""
    made = heading(words("answers"), "answers", room=220)
    if not data.sections:
        return [*made, empty(words("no_answers"))]
    made.append(text(words("answers_note"), theme.BODY_MUTED))
    tones = {finding.number: theme.tone(finding.severity)[0] for finding in data.findings}
    for index, section in enumerate(data.sections, start=1):
        made.extend(_section(section, index, words, tones))
    return made


def _section(section: Section, index: int, words: Wording, tones: Mapping[int, Color]) -> list[Flowable]:
    title = section.title or words("other_section")
    gap, name = subheading(title, room=110)
    head: list[Piece] = [("#", theme.HEAD), (words("question"), theme.HEAD), (words("answer"), theme.HEAD)]
    first = 30.0 if all(len(answer.number) <= 4 for answer in section.answers) else 44.0  # noqa: PLR2004 - characters
    rest = theme.WIDTH - first
    rows = [_row(answer, words, tones) for answer in section.answers]
    return [gap, Bookmark(title, f"answers-{index}", 1), name, table(head, rows, [first, rest * 0.55, rest * 0.45])]


def _row(answer: Answer, words: Wording, tones: Mapping[int, Color]) -> list[list[Piece]]:
    return [[(answer.number, theme.CELL_MUTED)], [(answer.label, theme.CELL)], _answered(answer, words, tones)]


def _answered(answer: Answer, words: Wording, tones: Mapping[int, Color]) -> list[Piece]:
    shown: list[Piece] = []
    if answer.skipped:
        shown.append((f"{words('not_checked')}: {answer.skipped}", theme.CELL))
    elif answer.value:
        shown.append((answer.value, theme.CELL))
    else:
        shown.append((words("blank"), theme.CELL_MUTED))
    if answer.finding:
        colour = tones.get(answer.finding, theme.INK)
        shown.append((words("finding", number=answer.finding), theme.style(8, bold=True, colour=colour)))
    elif answer.verdict == "unable" and answer.value != words("unable_short"):
        shown.append((words("unable_short"), theme.style(8, bold=True, colour=theme.MUTED)))
    if answer.note:
        shown.append((f"{words('note')}: {answer.note}", theme.CELL_MUTED))
    return shown
