import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QVBoxLayout, QWidget

from fieldaudit.desktop.widgets import (
    Banner,
    Button,
    Cell,
    Column,
    CountTabs,
    DropZone,
    ElidedLabel,
    EmptyState,
    Facts,
    FilterLine,
    Flow,
    IconButton,
    Label,
    PassphraseField,
    Pill,
    PrimaryButton,
    ProgressLine,
    QuietButton,
    Rail,
    RailItem,
    Row,
    RowTable,
    StatusLine,
    TextField,
    TitleBar,
    WheelGuard,
    column,
    holder,
    page,
)
from fieldaudit.desktop.widgets.fixed_lines import FixedLines
from fieldaudit.desktop.widgets.row_model import visible_columns
from fieldaudit.errors import WrongPassphrase


def table_of(*names):
    table = RowTable(
        [Column("Name", 100, 1), Column("State", 80)], EmptyState("inbox", "Nothing yet", "Add one."), name="Things"
    )
    table.show_rows([Row(name, (Cell(name.upper(), "below"), Cell("open"))) for name in names])
    return table


class TestRowTable:
    def test_enter_opens_the_row_that_the_arrow_keys_went_to(self, window, qtbot):
        table = window(table_of("a", "b", "c"), 600, 400)
        table.view().setFocus()
        opened = []
        table.opened.connect(opened.append)
        qtbot.keyClick(table.view(), Qt.Key.Key_Down)
        qtbot.keyClick(table.view(), Qt.Key.Key_Return)
        assert opened == ["b"]

    def test_an_empty_table_says_why_and_is_not_in_the_way_of_tab(self, window):
        table = window(table_of(), 600, 400)
        assert table.findChild(EmptyState).isVisible()
        assert table.view().focusPolicy() == Qt.FocusPolicy.NoFocus

    def test_the_current_row_stays_current_when_rows_come_and_go(self, window):
        table = window(table_of("a", "b", "c"), 600, 400)
        table.choose("b")
        table.show_rows([Row(name, (Cell(name), Cell(""))) for name in ("z", "b")])
        assert table.current_key() == "b"

    def test_a_screen_reader_hears_every_cell(self, window):
        table = window(table_of("a"), 600, 400)
        spoken = table.view().model().data(table.view().model().index(0), Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "A, below. open"

    def test_letters_are_left_to_the_screen(self, window, qtbot):
        table = window(table_of("a", "zebra"), 600, 400)
        table.view().setFocus()
        qtbot.keyClick(table.view(), Qt.Key.Key_Z)
        assert table.current_key() == "a"

    def test_columns_without_room_are_left_out_and_the_rest_shares_the_width(self):
        columns = [Column("a", 100, 1), Column("b", 100, 1), Column("c", 100, 0, 700)]
        narrow, wide = visible_columns(columns, 416), visible_columns(columns, 732)
        assert [found[0].cell for found in narrow] == [0, 1]
        assert [found[2] for found in narrow] == [200, 200]
        assert [found[0].cell for found in wide] == [0, 1, 2]
        assert wide[-1][1] + wide[-1][2] == 732

    def test_rows_are_high_enough_to_be_hit(self, window):
        table = window(table_of("a"), 600, 400)
        assert table.view().sizeHintForRow(0) >= 44

    def test_focus_that_was_wanted_comes_with_the_first_rows(self, window):
        page = QWidget()
        table, button = table_of(), QuietButton("Other")
        page.setLayout(column(button, table))
        window(page, 600, 400)
        button.setFocus()
        assert not table.want_focus()
        table.show_rows([Row("a", (Cell("a"), Cell("")))])
        assert QApplication.focusWidget() is table.view()


class TestButtons:
    @pytest.mark.parametrize(
        "made",
        [
            lambda: PrimaryButton("Save", key="Enter"),
            lambda: QuietButton("Find", icon="search"),
            lambda: IconButton("camera", "Take a photo"),
        ],
    )
    def test_a_button_has_a_name_and_is_large_enough(self, window, made):
        button = window(holder(column(made(), None)), 300, 200).findChild(Button)
        assert button.accessibleName()
        assert min(button.width(), button.height()) >= 36

    def test_space_presses_it(self, window, qtbot):
        button = window(QuietButton("Go"), 100, 44)
        pressed = []
        button.clicked.connect(lambda: pressed.append(True))
        qtbot.keyClick(button, Qt.Key.Key_Space)
        assert pressed == [True]

    def test_an_ampersand_is_a_letter_of_the_name(self, qtbot):
        button = QuietButton("Health & safety")
        qtbot.addWidget(button)
        assert button.accessibleName() == "Health & safety"
        assert button._words() == "Health & safety"

    def test_a_count_at_the_corner_is_part_of_the_name(self, qtbot):
        button = IconButton("camera", "Photos")
        qtbot.addWidget(button)
        button.set_count(2)
        assert button.accessibleName() == "Photos, 2"

    def test_a_title_bar_takes_one_filled_button_only(self, qtbot):
        bar = TitleBar("Home")
        qtbot.addWidget(bar)
        bar.add_primary(PrimaryButton("One"))
        with pytest.raises(ValueError, match="at most one"):
            bar.add_primary(PrimaryButton("Two"))


class TestFields:
    def test_an_error_keeps_what_was_typed_and_is_told_to_a_screen_reader(self, window):
        field = window(TextField("Name", hint="As on the contract"), 300, 120)
        field.edit.setText("Riverside")
        field.show_error(WrongPassphrase())
        assert field.text() == "Riverside"
        assert "does not fit" in field.edit.accessibleDescription()
        field.show_error(None)
        assert field.edit.accessibleDescription() == "As on the contract"

    def test_a_passphrase_is_hidden_until_it_is_shown_on_purpose(self, window):
        field = window(PassphraseField("Passphrase"), 300, 120)
        assert field.edit.echoMode() == QLineEdit.EchoMode.Password
        field._toggle.trigger()
        assert field.edit.echoMode() == QLineEdit.EchoMode.Normal
        field.clear()
        assert field.edit.echoMode() == QLineEdit.EchoMode.Password

    def test_a_letter_turned_round_by_caps_lock_is_noticed(self, window, qtbot):
        field = window(PassphraseField("Passphrase", hint="At least ten"), 300, 120)
        qtbot.keyClick(field.edit, "A")
        assert "Caps Lock" in field._hint.text()
        qtbot.keyClick(field.edit, "a")
        assert field._hint.text() == "At least ten"

    def test_spaces_around_a_passphrase_are_part_of_it(self, window):
        field = window(PassphraseField("Passphrase"), 300, 120)
        field.edit.setText(" four words here now ")
        assert field.passphrase() == " four words here now "

    def test_the_wheel_never_changes_a_value(self, qapp, window):
        box = QComboBox()
        box.addItems(["one", "two", "three"])
        page = window(holder(column(box)), 300, 100)

        def turn():
            at = QPointF(box.mapTo(page, box.rect().center()))
            wheel = (QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
            turned = QWheelEvent(at, page.mapToGlobal(at), *wheel, Qt.ScrollPhase.NoScrollPhase, False)
            qapp.sendEvent(page.windowHandle(), turned)

        WheelGuard(page)
        turn()
        assert box.currentText() == "one"
        page.windowHandle().removeEventFilter(page.findChild(WheelGuard))
        turn()
        assert box.currentText() == "two"  # so the first turn would have changed it

    def test_escape_empties_the_filter_and_gives_the_focus_back(self, window, qtbot):
        page = QWidget()
        line = FilterLine("Filter")
        page.setLayout(column(line, None))
        window(page, 300, 100)
        said, left = [], []
        line.filtered.connect(said.append)
        line.left.connect(lambda: left.append(True))
        line.ask()
        qtbot.keyClicks(line, "hill")
        qtbot.keyClick(line, Qt.Key.Key_Escape)
        assert said[-2:] == ["hill", ""]
        assert left == [True]
        assert not line.isVisible()


class TestTabs:
    def test_arrow_keys_walk_along_the_tabs_and_round_the_end(self, window, qtbot):
        tabs = window(CountTabs([("a", "First"), ("b", "Second")]), 400, 60)
        tabs.choose("a")
        chosen = []
        tabs.chosen.connect(chosen.append)
        qtbot.keyClick(tabs.tab("a"), Qt.Key.Key_Right)
        qtbot.keyClick(tabs.tab("b"), Qt.Key.Key_Right)
        assert chosen == ["b", "a"]

    def test_where_the_language_runs_the_other_way_so_do_the_keys(self, qapp, window, qtbot):
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        try:
            tabs = window(CountTabs([("a", "First"), ("b", "Second"), ("c", "Third")]), 400, 60)
            tabs.choose("a")
            qtbot.keyClick(tabs.tab("a"), Qt.Key.Key_Left)
            assert tabs.current() == "b"
        finally:
            qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def test_the_number_is_part_of_the_name(self, window):
        tabs = window(CountTabs([("a", "First")]), 400, 60)
        tabs.set_counts({"a": 7})
        assert tabs.tab("a").accessibleName() == "First, 7"

    def test_choosing_a_tab_moves_no_other(self, window):
        tabs = window(CountTabs([("a", "First"), ("b", "Second")]), 400, 60)
        before = tabs.tab("b").x()
        tabs.choose("a")
        assert tabs.tab("b").x() == before


def test_the_rail_marks_where_one_is_and_not_what_was_pressed(window, qtbot):
    rail = window(Rail([RailItem("home", "Home", "house"), RailItem("sites", "Sites", "factory")]), 100, 400)
    rail.show_chosen("home")
    asked = []
    rail.chosen.connect(asked.append)
    qtbot.mouseClick(rail.button("sites"), Qt.MouseButton.LeftButton)
    assert asked == ["sites"]
    assert rail.button("home").isChecked()
    assert not rail.button("sites").isChecked()


def test_the_rail_grows_with_its_longest_word(qtbot):
    short, long = Rail([RailItem("a", "Home", "house")]), Rail([RailItem("a", "Configuración", "settings")])
    qtbot.addWidget(short)
    qtbot.addWidget(long)
    assert long.sizeHint().width() > short.sizeHint().width()
    assert long.sizeHint().width() >= long.button("a").words_width() + 16


def test_a_banner_says_what_is_wrong_and_what_to_do_until_it_is_closed(window, qtbot):
    page = QWidget()
    banner = Banner()
    page.setLayout(column(banner, None))
    window(page, 500, 200)
    banner.show_error(WrongPassphrase())
    assert "does not fit" in banner.text()
    assert "try again" in banner.text()
    qtbot.mouseClick(banner.findChild(IconButton), Qt.MouseButton.LeftButton)
    assert banner.text() == ""


def test_a_line_of_pills_goes_on_below_where_there_is_no_room(window):
    page, flow = QWidget(), Flow(8)
    page.setLayout(flow)
    for _ in range(6):
        flow.addWidget(Pill("a pill of words"))
    window(page, 300, 300)
    tops = {flow.itemAt(place).geometry().top() for place in range(flow.count())}
    assert len(tops) > 1
    assert flow.heightForWidth(300) > flow.heightForWidth(2000)


def test_words_that_do_not_fit_end_in_an_ellipsis_and_are_whole_in_the_tip(window):
    label = window(ElidedLabel("a very long name of a very large company of many words"), 80, 30)
    label.grab()
    assert label.toolTip() == label.text()


def test_the_status_line_is_one_sentence_for_a_screen_reader(qtbot):
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_status("A. Rahman, auditor", "2 audits only on this laptop", "last receipt 18 Nov")
    assert line.accessibleName() == "A. Rahman, auditor. 2 audits only on this laptop. last receipt 18 Nov"


def test_dropped_files_are_handed_on(window):
    zone = window(DropZone("Drop here, or", "choose"), 400, 80)
    got = []
    zone.files.connect(got.extend)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/media/stick/a.fap"), QUrl("https://example.org/b")])
    zone.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    assert [path.name for path in got] == ["a.fap"]


def test_progress_shows_its_numbers_and_can_be_cancelled(window, qtbot):
    page = QWidget()
    line = ProgressLine()
    QVBoxLayout(page).addWidget(line)
    window(page, 400, 100)
    assert line.isHidden()
    line.show_work("Writing", (0, 0))
    assert (line.isVisible(), line._numbers.text()) == (True, "")
    line.show_work("Writing", (3, 8))
    assert line._numbers.text() == "3 of 8"
    asked = []
    line.cancelled.connect(lambda: asked.append(True))
    qtbot.mouseClick(line.findChild(QuietButton), Qt.MouseButton.LeftButton)
    assert asked == [True]
    line.show_work("Writing", None)
    assert line.isHidden()


def test_a_page_scrolls_only_what_has_no_room_at_its_width(window):
    area = page(column(*(Label("Words that break where the page is narrow. " * 3, wrap=True) for _ in range(6)), None))
    window(area, 1200, 400)
    assert area.verticalScrollBar().maximum() == 0
    area.resize(300, 400)
    QApplication.processEvents()
    assert area.verticalScrollBar().maximum() > 0


@pytest.mark.parametrize("width", [250, 300, 500])
def test_a_fingerprints_lines_are_never_broken_and_fit(window, width):
    lines = "acorn-violet-timber-ocean\nsalmon-orbit-maple-elephant"
    label = window(FixedLines(lines))
    label.resize(width, label.sizeHint().height())
    assert label.text() == lines
    assert not label.wordWrap()
    assert max(label.fontMetrics().horizontalAdvance(line) for line in lines.split("\n")) <= width
    assert label.height() >= 2 * label.fontMetrics().height()


def test_values_stand_beside_their_names_where_the_language_runs_from_right_to_left(qapp, window):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        facts = window(Facts([("Site", "Riverside"), ("Key", "acorn-violet")], mono=["Key"]))
        sides = {label.text(): label.alignment() for label in facts.findChildren(Label)}
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        assert sides["Riverside"] & right == right
        assert sides["acorn-violet"] & right == right
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_tabs_go_on_below_where_there_is_no_room_for_their_words(window):
    tabs = CountTabs([("all", "All of them"), ("open", "Without an action"), ("closed", "Closed by head office")])
    tabs.set_counts({"all": 8, "open": 3, "closed": 12})
    window(tabs)
    for width in (900, 300):
        tabs.resize(width, tabs.heightForWidth(width))
        shown = [tabs.tab(name) for name in ("all", "open", "closed")]
        assert all(tab.width() >= tab.sizeHint().width() for tab in shown)
        assert all(tabs.rect().contains(tab.geometry()) for tab in shown)
