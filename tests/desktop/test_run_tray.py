"""The tray beside the questions: what was attached stays as it was drawn, and follows the lock."""

import sys
from dataclasses import replace

from fieldaudit.desktop.background import take_short_turns
from fieldaudit.desktop.run.audit_lines import EvidenceItem
from fieldaudit.desktop.run.evidence_tray import EvidenceTray, Thumb
from fieldaudit.desktop.widgets import IconButton


def photo(number):
    return EvidenceItem(
        blob=f"{number:064x}", name=f"exit{number}.jpg", media_type="image/jpeg", size=10, sha256="ab" * 32, taken=""
    )


def shown(tray):
    return tray.findChildren(Thumb)


def test_what_is_added_leaves_the_pictures_before_it_as_they_are(qtbot):
    tray = EvidenceTray(lambda _blob, _then: None)
    qtbot.addWidget(tray)
    tray.show_evidence(None, (photo(1),), (), locked=False)
    [first] = shown(tray)
    tray.show_evidence(None, (photo(1), photo(2)), (), locked=False)
    assert len(shown(tray)) == 2
    assert shown(tray)[0] is first


def test_the_way_to_remove_a_photo_goes_once_the_audit_is_signed(qtbot):
    tray = EvidenceTray(lambda _blob, _then: None)
    qtbot.addWidget(tray)
    tray.show_evidence(None, (photo(1),), (), locked=False)
    tray.show_evidence(None, (photo(1),), (), locked=True)
    [thumb] = [each for each in shown(tray) if each.parent() is not None and not each.isHidden()]
    assert all(button.isHidden() for button in thumb.findChildren(IconButton))


def test_another_photo_in_its_place_is_drawn_anew(qtbot):
    tray = EvidenceTray(lambda _blob, _then: None)
    qtbot.addWidget(tray)
    tray.show_evidence(None, (photo(1),), (), locked=False)
    tray.show_evidence(None, (replace(photo(1), name="gate.jpg"),), (), locked=False)
    names = [each.accessibleName() for each in shown(tray) if not each.isHidden()]
    assert names == ["gate · 10 bytes"]


def test_a_picture_is_read_once_its_place_is_drawn(qtbot):
    asked = []
    tray = EvidenceTray(lambda blob, _then: asked.append(blob))
    qtbot.addWidget(tray)
    tray.show_evidence(None, (photo(1), photo(2)), (), locked=False)
    assert asked == []
    qtbot.waitUntil(lambda: asked == [photo(1).blob, photo(2).blob])


def test_a_picture_of_a_question_that_one_has_left_is_not_read(qtbot):
    asked = []
    tray = EvidenceTray(lambda blob, _then: asked.append(blob))
    qtbot.addWidget(tray)
    tray.show_evidence(None, (photo(1),), (), locked=False)
    tray.show_evidence(None, (photo(2),), (), locked=False)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [photo(2).blob]


def test_the_column_has_room_for_what_is_added_before_anything_is_drawn(qtbot):
    tray = EvidenceTray(lambda _blob, _then: None)
    qtbot.addWidget(tray)
    tray.resize(248, 300)
    tray.show()
    qtbot.waitExposed(tray)
    tray.show_evidence(None, tuple(photo(number) for number in range(1, 5)), (), locked=False)
    assert tray._area.widget().height() >= 4 * shown(tray)[0].sizeHint().height()


def test_busy_threads_give_way_to_the_window_at_once():
    before = sys.getswitchinterval()
    try:
        take_short_turns()
        assert sys.getswitchinterval() < 0.001
    finally:
        sys.setswitchinterval(before)
