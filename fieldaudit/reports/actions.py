"""The corrective action plan: what is to be done about which finding, by whom, by when, and how it is verified."""

from reportlab.platypus import Flowable

from fieldaudit.reports import theme
from fieldaudit.reports.blocks import Piece, empty, heading, table
from fieldaudit.reports.data import Action, ReportData
from fieldaudit.reports.wording import Wording


def actions(data: ReportData, words: Wording) -> list[Flowable]:
    """Give the section's flowables."""
    start = heading(words("actions"), "actions", room=170)
    if not data.actions:
        wanted = any(not finding.withdrawn for finding in data.findings)
        return [*start, empty(words("no_actions" if wanted else "no_actions_needed"))]
    keys = ("action", "owner", "due", "state", "verification")
    head = [("#", theme.HEAD), *((words(key), theme.HEAD) for key in keys)]
    widths = [24, theme.WIDTH - 24 - 88 - 62 - 64 - 92, 88, 62, 64, 92]
    return [*start, table(head, [_row(action, words) for action in data.actions], widths)]


def _row(action: Action, words: Wording) -> list[list[Piece]]:
    return [
        [(str(action.finding), theme.CELL_BOLD)],
        [(words.of("action", action.kind), theme.CELL_BOLD), (action.text, theme.CELL)],
        [(action.owner or words("not_set"), theme.CELL)],
        [(words.date(action.due), theme.CELL)],
        [(words.of("state", action.state), theme.CELL)],
        [(action.verification, theme.CELL)],
    ]
