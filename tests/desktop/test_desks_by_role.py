"""Each role has the desk that its authority allows."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from fieldaudit.desktop.preferences import Preferences
from fieldaudit.desktop.wiring.desks import desk_of
from fieldaudit.errors import NotYourRole
from fieldaudit.exchange import membership
from fieldaudit.field import audits
from fieldaudit.field.sites import NewSite, add_site

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from exchange_world import make_world, open_world

AUDITING = {"home", "start", "review", "closing"}


@pytest.fixture
def world(tmp_path):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as opened:
        yield opened


def places(vault, folder):
    flow = SimpleNamespace(
        worker=None, lock=None, copier=None, home=folder, apply=None, preferences=Preferences(language="en")
    )
    desk = desk_of(vault, flow)
    return [place.name for place in desk.places], desk.first


@pytest.mark.parametrize(
    ("role", "first"),
    [("auditor", "home"), ("supervisor", "home"), ("reviewer", "audits"), ("administrator", "audits")],
)
def test_who_audits_has_a_desk_for_auditing_and_who_reads_has_none(world, tmp_path, role, first):
    world.field.put(membership.ME, {"name": "Amina Rahman", "role": role, "branch": "Dhaka"})
    names, begins = places(world.field, tmp_path)
    assert begins == first
    assert (set(names) >= AUDITING) == (role in ("auditor", "supervisor"))
    assert {"given", "exchange", "audits", "run"} <= set(names)
    assert ("countersign" in names) == (role == "supervisor")
    assert len(names) == len(set(names))
    site = add_site(world.field, NewSite("Delta unit 2"))
    if role in ("reviewer", "administrator"):
        with pytest.raises(NotYourRole, match=role):
            audits.start_audit(world.field, "workplace-inspection", site, audits.NewVisit())


def test_head_office_gives_out_and_looks_after_laptops(world, tmp_path):
    names, begins = places(world.office, tmp_path)
    assert begins == "intake"
    assert {"given", "signatures", "devices", "lost", "officer"} <= set(names)
    assert not AUDITING & set(names)
