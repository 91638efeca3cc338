"""What people said apart about one audit is compared side by side and settled by a choice that travels."""

import json
import shutil

import pytest
from exchange_world import PASSPHRASE
from field_deeds import BLOCKED, CLEAR, SEEN, photo
from field_world import standing
from seats_world import begin, carry, several_seats
from vault_samples import parts

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.events import NewEvent
from fieldaudit.cli import main
from fieldaudit.desktop.wiring import office_uses
from fieldaudit.errors import AuditIsSigned, ChoiceRefused
from fieldaudit.exchange import comparing
from fieldaudit.field import closing
from fieldaudit.field import comparing as field_comparing
from fieldaudit.field.findings import FindingDetails, update
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import PackageRow, Vault, records
from fieldaudit.vault.contested import contested_audits
from fieldaudit.vault.reading import read_audit


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with several_seats(tmp_path_factory.mktemp("merge"), 2) as made:
        for digest in made.field.forms():
            made.office.add_form(*made.field.form(digest))
        yield made


def meet(world, audit):
    """Let both seats and head office have all of the audit."""
    for vault in (*world.seats, world.office):
        for giver in world.seats:
            if giver is not vault:
                vault.absorb(parts(giver))
    return [AuditWork(vault, audit) for vault in world.seats]


@pytest.fixture
def apart(world):
    """Return both seats' work on an audit in which one said "no" about the exits and the other "yes"."""
    works = begin(world)
    works[0].answer(CLEAR, "no")
    works[1].answer(CLEAR, "yes")
    return meet(world, works[0].id)


def line_of(vault, audit, about):
    return next(line for line in comparing.compare(vault, audit).lines if line.about == about)


def side(line, text):
    return next(one for one in line.sides if one.text == text)


def test_both_answers_are_told_with_who_and_the_worse_counts(apart):
    work = apart[0]
    work.attach(CLEAR, photo(), "exit.png")
    line = line_of(work.vault, work.id, CLEAR)
    assert (line.number, line.label, line.why, line.refused) == ("1.1", "Every exit is clear.", "worse", "")
    assert {(one.text, one.who, one.severity, one.counts) for one in line.sides} == {
        ("No", "Amina Rahman", "critical", True),
        ("Yes", "", "", False),
    }
    assert [name for name, _ in line.evidence] == ["exit.png"]
    assert line.findings == (("Every exit is clear.", "critical"),)


def test_a_choice_holds_everywhere_with_its_reason_and_is_undone_with_what_followed(apart, world):
    work, other = apart
    line = line_of(work.vault, work.id, CLEAR)
    [made] = field_comparing.decide(work.vault, work.id, [(line.key, side(line, "Yes").event)], "The door was opened.")
    assert standing(AuditWork(work.vault, work.id)) == {}
    meet(world, work.id)
    for vault in (*world.seats, world.office):
        found = comparing.compare(vault, work.id)
        assert found.lines == ()
        [decision] = found.decisions
        assert (decision.event, decision.text, decision.reason) == (made, "Yes", "The door was opened.")
        assert decision.mine is (vault is work.vault)
    with pytest.raises(ChoiceRefused, match="only they"):
        field_comparing.take_back(other.vault, work.id, made)
    field_comparing.take_back(work.vault, work.id, made)
    assert {one.text for one in line_of(work.vault, work.id, CLEAR).sides} == {"Yes", "No"}
    assert "exits_clear" in standing(AuditWork(work.vault, work.id))
    with pytest.raises(ChoiceRefused, match="does not stand"):
        field_comparing.take_back(work.vault, work.id, made)


def test_head_office_chooses_between_an_answer_and_a_skip_though_it_answers_nothing(world):
    works = begin(world)
    works[0].answer(SEEN, "4")
    works[1].skip(SEEN, "It was dark.")
    audit = works[0].id
    meet(world, audit)
    line = line_of(world.office, audit, SEEN)
    chosen = next(one for one in line.sides if one.form == "skipped")
    [made] = field_comparing.decide(world.office, audit, [(line.key, chosen.event)])
    view = AuditView.of(world.office.cells(audit))
    assert view.skips[SEEN] == "It was dark."
    assert SEEN not in view.answers
    assert not view.disputed
    assert world.office.check() == []
    carry(world.office, works[0].vault, audit)
    assert AuditWork(works[0].vault, audit).session.node(SEEN).value == ""
    assert works[0].vault.check() == []
    field_comparing.take_back(world.office, audit, made)
    assert len(line_of(world.office, audit, SEEN).sides) == 2


def test_what_was_settled_meanwhile_is_refused_and_nothing_is_recorded(apart):
    work = apart[0]
    line = line_of(work.vault, work.id, CLEAR)
    before = work.vault.streams([work.id])
    for picks in ([(line.key, "0" * 64)], [(line.key, line.sides[0].event), ("no/such", "0" * 64)]):
        with pytest.raises(ChoiceRefused):
            field_comparing.decide(work.vault, work.id, picks)
    assert work.vault.streams([work.id]) == before


def test_what_both_computed_and_raised_alike_keeps_nobody_from_signing(world):
    works = begin(world)
    for work in works:
        work.answer(SEEN, "4")
        work.answer(BLOCKED, "1")
    audit = works[0].id
    work = meet(world, audit)[0]
    assert {slot.partition("/")[0] for slot in work.reading.view.conflicts} == {"answer"}
    for line in comparing.compare(work.vault, audit).lines:
        field_comparing.decide(work.vault, audit, [(line.key, line.sides[0].event)])
    work = AuditWork(work.vault, audit)
    assert "conflict" not in {point.code for point in closing.problems(work, "complete", "")}


def test_a_finding_that_one_raised_while_another_withdrew_goes_once_the_dispute_is_settled(world):
    works = begin(world)
    works[0].answer(CLEAR, "no")
    works[1].answer(CLEAR, "no")
    works[1].answer(CLEAR, "yes")
    work = meet(world, works[0].id)[0]
    assert "exits_clear" in standing(work)
    line = line_of(work.vault, work.id, CLEAR)
    field_comparing.decide(work.vault, work.id, [(line.key, side(line, "Yes").event)])
    assert standing(AuditWork(work.vault, work.id)) == {}


def test_values_computed_apart_are_recorded_anew_by_whoever_goes_on(world):
    works = begin(world)
    works[0].answer(SEEN, "4")
    carry(works[0].vault, works[1].vault, works[0].id)
    works[1] = AuditWork(works[1].vault, works[0].id)
    works[0].answer(BLOCKED, "1")
    works[1].answer(SEEN, "9")
    work = meet(world, works[0].id)[0]
    assert not work.reading.view.conflicts
    assert AuditWork(work.vault, work.id).reading.view.conflicts == {}
    assert work.vault.check() == []


def test_a_row_removed_here_and_answered_there_is_brought_back_or_left(world):
    for keep in (True, False):
        works = begin(world)
        audit = works[0].id
        works[0].add_repeat("/data/floor")
        carry(works[0].vault, works[1].vault, audit)
        works[1] = AuditWork(works[1].vault, audit)
        works[1].answer("/data/floor[1]/floor_name", "Sewing")
        works[0].remove_repeat("/data/floor[1]")
        work = meet(world, audit)[0]
        [line] = [line for line in comparing.compare(work.vault, audit).lines if line.what == "row"]
        assert {(one.form, one.text) for one in line.sides} == {("removed", ""), ("kept", "Sewing")}
        assert comparing.compare(world.office, audit).lines[0].refused
        chosen = next(one for one in line.sides if (one.form == "kept") is keep)
        [made] = field_comparing.decide(work.vault, audit, [(line.key, chosen.event)])
        assert len(AuditWork(work.vault, audit).reading.view.rows.get("/data/floor", ())) == 1 + int(keep)
        assert comparing.compare(work.vault, audit).lines == ()
        field_comparing.take_back(work.vault, audit, made)
        assert [one.what for one in comparing.compare(work.vault, audit).lines] == ["row"]


def test_what_was_said_of_a_finding_and_an_action_apart_is_compared_too(apart, world):
    work, other = apart
    [found] = [one for one in work.findings() if one.ref == CLEAR]
    update(work.vault, found, FindingDetails(owner="Guard"))
    update(other.vault, found, FindingDetails(owner="Site manager"))
    action = records.new_id()
    opened = {"finding": found.id, "audit": work.id, "kind": "corrective", "text": "t", "owner": "o", "due": ""}
    [event] = work.vault.append([NewEvent(action, "action", "action.opened", opened)])
    meet(world, work.id)
    for vault, state in ((work.vault, "submitted"), (world.office, "in_progress")):
        said = {"state": state, "note": "", "verification": None}
        vault.append([NewEvent(action, "action", "action.state", said, replaces=(event.hash,))])
    carry(world.office, work.vault, action)
    carry(work.vault, world.office, action)
    lines = {(line.what, line.about): line for line in comparing.compare(world.office, work.id).lines}
    owner, state = lines["field", "owner"], lines["state", ""]
    assert {one.text for one in owner.sides} == {"Guard", "Site manager"}
    assert [one.text for one in state.sides if one.counts] == ["in_progress"]
    assert state.why == "not_done"
    picks = [(owner.key, side(owner, "Guard").event), (state.key, side(state, "submitted").event)]
    made = field_comparing.decide(world.office, work.id, picks, "By telephone.")
    found = comparing.compare(world.office, work.id)
    assert {line.what for line in found.lines} == {"answer"}
    assert {one.event for one in found.decisions} == set(made)
    assert {one.reason for one in found.decisions} == {"By telephone."}


def test_an_auditor_takes_a_signed_audit_up_again_before_choosing_and_head_office_need_not(apart, world):
    work = apart[0]
    closing.sign(work, "void", "A trial.")
    meet(world, work.id)
    line = line_of(work.vault, work.id, CLEAR)
    pick = (line.key, side(line, "No").event)
    with pytest.raises(AuditIsSigned):
        field_comparing.decide(work.vault, work.id, [pick])
    assert field_comparing.decide(world.office, work.id, [pick])


def a_copy_of(vault, folder):
    """Open a copy of a vault's folder, as from a backup: another life of the same seat."""
    shutil.copytree(vault.home, folder, ignore=shutil.ignore_patterns("*lock*"))
    return Vault.open(folder, PASSPHRASE)


def test_a_copy_that_went_on_is_told_apart_and_all_it_says_can_be_taken(world, tmp_path):
    work = begin(world)[0]
    vault, audit = work.vault, work.id
    work.answer(SEEN, "1")
    work.answer(CLEAR, "yes")
    with a_copy_of(vault, tmp_path / "copy") as copy:
        work.answer(SEEN, "2")
        work.answer(CLEAR, "no")
        restored = AuditWork(copy, audit)
        restored.answer(SEEN, "3")
        restored.answer(CLEAR, "unable")
        for one in (vault, copy):
            carry(one, world.office, audit)
        carry(vault, copy, audit)
        found = comparing.compare(copy, audit)
        assert [(one.name, one.who, one.decides, one.here) for one in found.branches] == [
            ("A", "Amina Rahman", 2, False),
            ("B", "Amina Rahman", 2, True),
        ]
        assert [(one.name, one.here) for one in comparing.compare(world.office, audit).branches] == [
            ("A", False),
            ("B", False),
        ]
        picks = comparing.picks_of_branch(found, "B")
        assert len(picks) == 2
        field_comparing.decide(copy, audit, picks, "The backup is the right one.")
        values = AuditWork(copy, audit).session
        assert (values.node(SEEN).value, values.node(CLEAR).value) == ("3", "unable")
        assert len(comparing.compare(copy, audit).branches) == 2
        with pytest.raises(ChoiceRefused, match="nothing that differs"):
            comparing.picks_of_branch(comparing.compare(copy, audit), "A")
        with pytest.raises(ChoiceRefused, match="no copy"):
            comparing.picks_of_branch(found, "Z")
        carry(copy, world.office, audit)
        assert comparing.compare(world.office, audit).lines == ()
        assert copy.check() == []
        assert world.office.check() == []


def test_the_commands_compare_choose_and_take_back(apart, tmp_path, capsys):
    work = apart[0]
    home = tmp_path / "home"
    a_copy_of(work.vault, home).close()
    (tmp_path / "words").write_text(PASSPHRASE)
    options = ["--home", str(home), "--passphrase-file", str(tmp_path / "words")]
    said = ["--json", *options]
    assert main(["audits", "compare", work.id, *said]) == 0
    [line] = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    number = next(str(place) for place, one in enumerate(line["sides"], start=1) if one["text"] == "Yes")
    chosen = ["audits", "resolve", work.id, "--ref", CLEAR, "--reason", "Seen again."]
    assert main([*chosen, "--side", "7", *said]) != 0
    assert "none of the 2 sides" in capsys.readouterr().out
    assert main([*chosen, "--side", number, *said]) == 0
    made = json.loads(capsys.readouterr().out)["decision"]
    assert main(["audits", "compare", work.id, *options]) == 0
    told = capsys.readouterr()
    assert "Seen again." in told.out
    assert "Nothing differs" in told.err
    assert main(["audits", "unresolve", work.id, made, *said]) == 0
    capsys.readouterr()
    assert main(["audits", "compare", work.id, *options]) == 0
    assert "counts" in capsys.readouterr().out
    assert main(["audits", "resolve", work.id, "--copy", "A", *said]) != 0


def test_intake_says_of_a_package_that_answers_in_it_differ_until_somebody_chose(apart, world, monkeypatch):
    audit = apart[0].id
    row = PackageRow("d" * 64, "in", 7, "", "taken_in", "", "2026-11-21T10:00:00.000Z", {"audits": [audit]})
    monkeypatch.setattr(office_uses, "intake_log", lambda _: [row])
    uses = office_uses.IntakeUses(world.office)
    assert [line.state for line in uses.packages()] == ["two_versions"]
    line = line_of(world.office, audit, CLEAR)
    field_comparing.decide(world.office, audit, [(line.key, line.sides[0].event)])
    assert [line.state for line in uses.packages()] == ["taken_in"]


def test_two_signatures_apart_keep_nobody_from_signing_the_next_version(apart, world):
    for work in apart:
        closing.sign(work, "void", "A trial.")
    audit = apart[0].id
    vault = apart[0].vault
    meet(world, audit)
    closing.amend(vault, audit, "It was signed twice.")
    work = AuditWork(vault, audit)
    assert "closing/1" in work.reading.view.conflicts
    about = {point.ref for point in closing.problems(work, "complete", "") if point.code == "conflict"}
    assert about == {CLEAR}


def test_two_closings_of_one_version_stand_beside_each_other_until_one_is_chosen(apart, world):
    first, second = apart
    closing.sign(first, "void", "A trial.")
    closing.sign(second, "partial", "Night shift not seen.")
    audit = first.id
    meet(world, audit)
    line = line_of(world.office, audit, "1")
    assert (line.what, line.label, line.refused) == ("closing", "version 1", "")
    told = {(one.seat, one.text, one.reason) for one in line.sides}
    assert told == {
        (first.vault.seat, "void", "A trial."),
        (second.vault.seat, "partial", "Night shift not seen."),
    }
    assert all(one.percent is None or 0 <= one.percent <= 100 for one in line.sides)
    [counting] = [one for one in line.sides if one.counts]
    assert counting.event == read_audit(world.office, audit).view.closing.hash
    other = next(one for one in line.sides if not one.counts)
    assert contested_audits(world.office)[audit] >= 1
    [made] = field_comparing.decide(world.office, audit, [(line.key, other.event)], "The visit was real.")
    assert read_audit(world.office, audit).view.closing.hash == other.event
    found = comparing.compare(world.office, audit)
    assert [one for one in found.lines if one.what == "closing"] == []
    [decision] = [one for one in found.decisions if one.event == made]
    assert (decision.what, decision.text, decision.reason) == ("closing_choice", other.text, "The visit was real.")
    for work in apart:
        carry(world.office, work.vault, audit)
        assert read_audit(work.vault, audit).view.closing.hash == other.event
    field_comparing.take_back(world.office, audit, made)
    assert read_audit(world.office, audit).view.closing.hash == counting.event
    assert world.office.check() == []


def test_who_audits_chooses_between_closings_though_the_audit_is_signed(apart, world):
    for work in apart:
        closing.sign(work, "void", "A trial.")
    vault, audit = apart[0].vault, apart[0].id
    meet(world, audit)
    line = line_of(vault, audit, "1")
    other = next(one for one in line.sides if not one.counts)
    [made] = field_comparing.decide(vault, audit, [(line.key, other.event)])
    assert read_audit(vault, audit).view.closing.hash == other.event
    field_comparing.take_back(vault, audit, made)
    assert line_of(vault, audit, "1").key == line.key


def test_two_choices_apart_are_open_again_until_somebody_decides(apart, world):
    for work in apart:
        closing.sign(work, "void", "A trial.")
    audit = apart[0].id
    meet(world, audit)
    for place, vault in enumerate((apart[0].vault, world.office)):
        line = line_of(vault, audit, "1")
        field_comparing.decide(vault, audit, [(line.key, sorted(one.event for one in line.sides)[place])])
    carry(apart[0].vault, world.office, audit)
    line = line_of(world.office, audit, "1")
    assert audit in contested_audits(world.office)
    field_comparing.decide(world.office, audit, [(line.key, line.sides[0].event)])
    assert read_audit(world.office, audit).view.closing.hash == line.sides[0].event
    assert [one for one in comparing.compare(world.office, audit).lines if one.what == "closing"] == []


def test_a_list_counts_what_comparing_shows(apart, world):
    audit = apart[0].id
    shown = len(comparing.compare(world.office, audit).lines)
    assert contested_audits(world.office)[audit] == shown
    line = line_of(world.office, audit, CLEAR)
    field_comparing.decide(world.office, audit, [(line.key, line.sides[0].event)])
    assert contested_audits(world.office).get(audit, 0) == len(comparing.compare(world.office, audit).lines)


@pytest.fixture
def chosen_twice(apart, world):
    """Return an auditor's vault that let one answer hold while head office let the other; both know of it since."""
    audit, vault = apart[0].id, apart[0].vault
    made = []
    for chooser, text in ((vault, "No"), (world.office, "Yes")):
        line = line_of(chooser, audit, CLEAR)
        made += field_comparing.decide(chooser, audit, [(line.key, side(line, text).event)], f"{text}, seen.")
    carry(vault, world.office, audit)
    carry(world.office, vault, audit)
    return audit, vault, made


def test_two_choices_stand_beside_each_other_as_choices_and_neither_is_called_decided(chosen_twice, world):
    audit, vault, made = chosen_twice
    for one in (vault, world.office):
        found = comparing.compare(one, audit)
        line = line_of(one, audit, CLEAR)
        assert {(side.text, side.choice, side.mine) for side in line.sides} == {
            ("No", True, one is vault),
            ("Yes", True, one is world.office),
        }
        assert [decision for decision in found.decisions if decision.event in made] == []


def test_taking_a_choice_back_leaves_the_one_that_somebody_else_made(chosen_twice, world):
    audit, vault, made = chosen_twice
    field_comparing.take_back(world.office, audit, made[1])
    for receiver in (world.office, vault):
        if receiver is vault:
            carry(world.office, vault, audit)
        found = comparing.compare(receiver, audit)
        assert [line for line in found.lines if line.about == CLEAR] == []
        assert [(one.event, one.text) for one in found.decisions] == [(made[0], "No")]
    with pytest.raises(ChoiceRefused, match="only they can take it back"):
        field_comparing.take_back(world.office, audit, made[0])
    with pytest.raises(ChoiceRefused, match="does not stand any more"):
        field_comparing.take_back(world.office, audit, made[1])


def test_once_both_took_their_choice_back_the_answers_stand_as_they_were(chosen_twice, world):
    audit, vault, made = chosen_twice
    field_comparing.take_back(world.office, audit, made[1])
    field_comparing.take_back(vault, audit, made[0])
    carry(vault, world.office, audit)
    carry(world.office, vault, audit)
    for one in (vault, world.office):
        line = line_of(one, audit, CLEAR)
        assert {(side.text, side.choice) for side in line.sides} == {("No", False), ("Yes", False)}


def test_a_choice_that_was_answered_over_meanwhile_cannot_be_taken_back_here_and_there_gives_all_sides_again(
    apart, world
):
    audit, vault = apart[0].id, apart[0].vault
    line = line_of(world.office, audit, CLEAR)
    [made] = field_comparing.decide(world.office, audit, [(line.key, side(line, "Yes").event)])
    carry(world.office, vault, audit)
    AuditWork(vault, audit).answer(CLEAR, "unable")
    field_comparing.take_back(world.office, audit, made)
    carry(vault, world.office, audit)
    line = line_of(world.office, audit, CLEAR)
    assert {one.text for one in line.sides} >= {"No", "Yes"}
    assert len(line.sides) == 3
    with pytest.raises(ChoiceRefused, match="does not stand any more"):
        field_comparing.take_back(world.office, audit, made)
