"""Withdrawing a consent from the window, on a real vault; and what is half typed in forms there."""

from datetime import UTC, datetime

import pytest
from field_world import field_desk, start

from fieldaudit.desktop.wiring import respondents
from fieldaudit.errors import NothingToErase
from fieldaudit.exchange.export import export_audits
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import drafts, forms_typed

SAID = "/data/voices/said"


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        yield made


def test_without_a_restricted_answer_there_is_nobody_to_withdraw(world):
    work = start(world)
    with pytest.raises(NothingToErase):
        respondents.ask(world.field, work.id)


def test_the_respondent_is_asked_about_erased_and_said_where_it_may_still_be(world, tmp_path):
    work = start(world)
    work.answer(SAID, "they keep my passport")
    (tmp_path / "stick").mkdir()
    export_audits(world.field, [work.id], tmp_path / "stick")
    asked = respondents.ask(world.field, work.id)
    [one] = asked.respondents
    assert (one.subject, one.name) == (work.id, "")
    assert one.entries > 0
    done = respondents.withdraw(world.field, work.id, one.subject, "asked by telephone")
    assert done.entries == one.entries
    [(number, when)] = done.packages
    assert number == 1
    assert abs((datetime.now(UTC) - when).total_seconds()) < 3600
    assert done.copied is None
    assert not done.head_office
    asked = respondents.ask(world.field, work.id)
    assert asked.respondents == ()
    assert asked.withdrawn == done.withdrawn
    [[here, office]] = [line.machines for line in done.withdrawn]
    assert (here.said, here.here, office.said, office.office) == ("erased", True, "open", True)
    assert respondents.unconfirmed(world.field)[0].about == "Delta unit 2"
    assert "passport" not in str(AuditWork(world.field, work.id).view().answers)


def test_forms_keep_what_is_half_typed_apart_from_questions(world):
    work = start(world)
    drafts.keep(world.field, work.id, "/data/fire/seen", "12")
    forms_typed.keep(world.field, work.id, "closing", '{"comment": "half"}')
    forms_typed.keep(world.field, "", "site", '{"name": "Unit 3"}')
    assert forms_typed.kept(world.field) == {
        (work.id, "closing"): '{"comment": "half"}',
        ("", "site"): '{"name": "Unit 3"}',
    }
    forms_typed.keep(world.field, "", "site", "")
    assert list(forms_typed.kept(world.field)) == [(work.id, "closing")]
    assert AuditWork(world.field, work.id).session.node("/data/fire/seen").value == ""


def test_a_withdrawal_takes_what_is_half_typed_about_the_audit_along(world):
    work = start(world)
    work.answer(SAID, "they keep my passport")
    forms_typed.keep(world.field, work.id, "closing", '{"comment": "a worker says"}')
    forms_typed.keep(world.field, "", "site", '{"name": "Unit 3"}')
    respondents.withdraw(world.field, work.id, work.id, "asked by telephone")
    assert list(forms_typed.kept(world.field)) == [("", "site")]
