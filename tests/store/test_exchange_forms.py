"""Forms travel with the audits that used them, and from head office; an altered one waits for a person."""

from pathlib import Path

import pytest
from exchange_world import PASSPHRASE, World, add_audit, make_world, open_world

from fieldaudit.audit.events import NewEvent
from fieldaudit.checklist import parse_form
from fieldaudit.errors import FormUnknown
from fieldaudit.exchange import answer, export
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.intake import take_in

XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>Fire</h:title><model>
<instance><data id="fire" version="3"><exits/></data></instance>
<bind nodeset="/data/exits" type="int" required="true()"/>
</model></h:head>
<h:body><input ref="/data/exits"><label>Usable exits</label></input></h:body></h:html>"""


@pytest.fixture
def world(tmp_path: Path):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as opened:
        yield opened


def audit_with(world: World, xform: str) -> tuple[str, str]:
    """Answer a question of a form in the field; returns the audit and the form's digest."""
    digest = world.field.add_form(xform.encode(), {})
    audit = add_audit(world.field)
    said = {"ref": "/data/exits", "value": "1"}
    world.field.append([NewEvent(audit, "audit", "answer.set", said, form=digest)])
    return audit, digest


def test_a_form_that_is_new_to_head_office_comes_with_the_audit(world):
    audit, digest = audit_with(world, XFORM)
    assert take_in(world.office, export.export_audits(world.field, [audit], world.stick).path).state == "taken_in"
    xform, attachments = world.office.form(digest)
    assert (xform, attachments) == (XFORM.encode(), {})


def test_another_form_under_a_known_name_and_version_waits_with_what_to_do(world):
    world.office.add_form(XFORM.replace("Usable exits", "Exits").encode(), {})
    audit, digest = audit_with(world, XFORM)
    result = take_in(world.office, export.export_audits(world.field, [audit], world.stick).path)
    assert (result.state, result.held) == ("form_altered", True)
    assert "fire 3" in result.reason
    assert digest not in world.office.forms()
    assert world.office.record_types() == {}


def test_another_version_of_a_form_enters_beside_the_first(world):
    world.office.add_form(XFORM.encode(), {})
    audit, digest = audit_with(world, XFORM.replace('version="3"', 'version="4"'))
    assert take_in(world.office, export.export_audits(world.field, [audit], world.stick).path).state == "taken_in"
    assert digest in world.office.forms()
    assert len(world.office.forms()) == 2


def test_head_office_sends_a_form_to_the_field(world):
    digest = world.office.add_form(XFORM.encode(), {})
    take_in(world.office, export.export_audits(world.field, [add_audit(world.field)], world.stick).path)
    back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE, forms=[digest])
    result = import_package(world.field, back.path)
    assert (result.state, "form" in result.messages) == ("applied", True)
    assert "1 form" in result.reason
    assert parse_form(*world.field.form(digest)).id == "fire"


def test_a_form_that_head_office_does_not_have_cannot_be_sent(world):
    take_in(world.office, export.export_audits(world.field, [add_audit(world.field)], world.stick).path)
    files = sorted(world.stick.iterdir())
    with pytest.raises(FormUnknown):
        answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE, forms=["0" * 64])
    assert sorted(world.stick.iterdir()) == files
