"""The controls that screens are made of: each has an accessible name and a focus ring, and follows theme and text size.

They are loaded when they are first asked for: the unlock screen needs few of them, and a start must not wait for all.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fieldaudit.desktop.widgets.banner import Banner as Banner
    from fieldaudit.desktop.widgets.buttons import (
        Button as Button,
    )
    from fieldaudit.desktop.widgets.buttons import (
        IconButton as IconButton,
    )
    from fieldaudit.desktop.widgets.buttons import (
        PrimaryButton as PrimaryButton,
    )
    from fieldaudit.desktop.widgets.buttons import (
        QuietButton as QuietButton,
    )
    from fieldaudit.desktop.widgets.count_tabs import CountTabs as CountTabs
    from fieldaudit.desktop.widgets.drop_zone import DropZone as DropZone
    from fieldaudit.desktop.widgets.empty_state import EmptyState as EmptyState
    from fieldaudit.desktop.widgets.entry_page import EntryPage as EntryPage
    from fieldaudit.desktop.widgets.filter_line import FilterLine as FilterLine
    from fieldaudit.desktop.widgets.form_field import (
        FormField as FormField,
    )
    from fieldaudit.desktop.widgets.form_field import (
        PassphraseField as PassphraseField,
    )
    from fieldaudit.desktop.widgets.form_field import (
        TextField as TextField,
    )
    from fieldaudit.desktop.widgets.labels import ElidedLabel as ElidedLabel
    from fieldaudit.desktop.widgets.labels import Label as Label
    from fieldaudit.desktop.widgets.layouts import (
        Flow as Flow,
    )
    from fieldaudit.desktop.widgets.layouts import (
        clear as clear,
    )
    from fieldaudit.desktop.widgets.layouts import (
        column as column,
    )
    from fieldaudit.desktop.widgets.layouts import (
        holder as holder,
    )
    from fieldaudit.desktop.widgets.layouts import (
        narrow_page as narrow_page,
    )
    from fieldaudit.desktop.widgets.layouts import (
        page as page,
    )
    from fieldaudit.desktop.widgets.layouts import (
        row as row,
    )
    from fieldaudit.desktop.widgets.panel import Facts as Facts
    from fieldaudit.desktop.widgets.panel import Panel as Panel
    from fieldaudit.desktop.widgets.pill import KeyCap as KeyCap
    from fieldaudit.desktop.widgets.pill import Pill as Pill
    from fieldaudit.desktop.widgets.progress_line import ProgressBar as ProgressBar
    from fieldaudit.desktop.widgets.progress_line import ProgressLine as ProgressLine
    from fieldaudit.desktop.widgets.rail import Rail as Rail
    from fieldaudit.desktop.widgets.rail import RailItem as RailItem
    from fieldaudit.desktop.widgets.row_model import Badge as Badge
    from fieldaudit.desktop.widgets.row_model import Cell as Cell
    from fieldaudit.desktop.widgets.row_model import Column as Column
    from fieldaudit.desktop.widgets.row_model import Row as Row
    from fieldaudit.desktop.widgets.row_table import RowTable as RowTable
    from fieldaudit.desktop.widgets.status_line import Spinner as Spinner
    from fieldaudit.desktop.widgets.status_line import StatusLine as StatusLine
    from fieldaudit.desktop.widgets.title_bar import TitleBar as TitleBar
    from fieldaudit.desktop.widgets.wheel_guard import WheelGuard as WheelGuard

_MODULES = {
    "Badge": "row_model",
    "Banner": "banner",
    "Button": "buttons",
    "Cell": "row_model",
    "Column": "row_model",
    "CountTabs": "count_tabs",
    "DropZone": "drop_zone",
    "ElidedLabel": "labels",
    "EmptyState": "empty_state",
    "EntryPage": "entry_page",
    "Facts": "panel",
    "FilterLine": "filter_line",
    "Flow": "layouts",
    "FormField": "form_field",
    "IconButton": "buttons",
    "KeyCap": "pill",
    "Label": "labels",
    "Panel": "panel",
    "PassphraseField": "form_field",
    "Pill": "pill",
    "PrimaryButton": "buttons",
    "ProgressBar": "progress_line",
    "ProgressLine": "progress_line",
    "QuietButton": "buttons",
    "Rail": "rail",
    "RailItem": "rail",
    "Row": "row_model",
    "RowTable": "row_table",
    "Spinner": "status_line",
    "StatusLine": "status_line",
    "TextField": "form_field",
    "TitleBar": "title_bar",
    "WheelGuard": "wheel_guard",
    "clear": "layouts",
    "column": "layouts",
    "holder": "layouts",
    "narrow_page": "layouts",
    "page": "layouts",
    "row": "layouts",
}


def __getattr__(name: str) -> Any:
    """Return a control by its name."""
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
