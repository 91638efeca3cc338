"""The controls that screens are made of; each has an accessible name, a focus ring and follows the theme and the text size."""

from fieldaudit.desktop.widgets.banner import Banner
from fieldaudit.desktop.widgets.buttons import Button, IconButton, PrimaryButton, QuietButton
from fieldaudit.desktop.widgets.count_tabs import CountTabs
from fieldaudit.desktop.widgets.drop_zone import DropZone
from fieldaudit.desktop.widgets.empty_state import EmptyState
from fieldaudit.desktop.widgets.entry_page import EntryPage
from fieldaudit.desktop.widgets.filter_line import FilterLine
from fieldaudit.desktop.widgets.form_field import FormField, PassphraseField, TextField
from fieldaudit.desktop.widgets.labels import ElidedLabel, Label
from fieldaudit.desktop.widgets.layouts import Flow, clear, column, holder, page, row
from fieldaudit.desktop.widgets.panel import Facts, Panel
from fieldaudit.desktop.widgets.pill import KeyCap, Pill
from fieldaudit.desktop.widgets.progress_line import ProgressBar, ProgressLine
from fieldaudit.desktop.widgets.rail import Rail, RailItem
from fieldaudit.desktop.widgets.row_model import Badge, Cell, Column, Row
from fieldaudit.desktop.widgets.row_table import RowTable
from fieldaudit.desktop.widgets.status_line import Spinner, StatusLine
from fieldaudit.desktop.widgets.title_bar import TitleBar
from fieldaudit.desktop.widgets.wheel_guard import WheelGuard

__all__ = [
    "Badge",
    "Banner",
    "Button",
    "Cell",
    "Column",
    "CountTabs",
    "DropZone",
    "ElidedLabel",
    "EmptyState",
    "EntryPage",
    "Facts",
    "FilterLine",
    "Flow",
    "FormField",
    "IconButton",
    "KeyCap",
    "Label",
    "Panel",
    "PassphraseField",
    "Pill",
    "PrimaryButton",
    "ProgressBar",
    "ProgressLine",
    "QuietButton",
    "Rail",
    "RailItem",
    "Row",
    "RowTable",
    "Spinner",
    "StatusLine",
    "TextField",
    "TitleBar",
    "WheelGuard",
    "clear",
    "column",
    "holder",
    "page",
    "row",
]
