"""The tray beside the questions: what was attached stays as it was drawn, and follows the lock."""

from dataclasses import replace

from fieldaudit.desktop.run.cards import EvidenceItem
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
