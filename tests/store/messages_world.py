"""Head office and a certified auditor with a small form, and what goes back and forth between them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exchange_world import PASSPHRASE, World, add_audit, make_world, open_world

from fieldaudit.exchange import answer, export
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.results import TakenIn
from fieldaudit.field.sites import NewSite, add_site

XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>Fire</h:title><model>
<instance><data id="fire" version="3"><exits/><names/></data></instance>
<bind nodeset="/data/exits" type="int" required="true()"/>
<bind nodeset="/data/names" type="string"/>
</model></h:head>
<h:body><input ref="/data/exits"><label>Usable exits</label></input>
<input ref="/data/names"><label>Names</label></input></h:body></h:html>"""


@contextmanager
def working(folder: Path) -> Iterator[World]:
    """Open a world in which the auditor is certified."""
    make_world(folder)
    with open_world(folder) as world:
        up(world, add_audit(world.field))
        down(world)
        yield world


def up(world: World, *audits: str) -> TakenIn:
    """Carry audits to head office."""
    return import_package(world.office, export.export_audits(world.field, audits, world.stick).path)


def down(world: World, **how: object) -> TakenIn:
    """Carry what waits for the auditor to the field."""
    return import_package(world.field, written(world, **how))


def written(world: World, **how: object) -> Path:
    """Write what waits for the auditor."""
    return answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE, **how).path  # type: ignore[arg-type]


def site_at_office(world: World) -> str:
    """Add a site that only head office knows."""
    return add_site(world.office, NewSite("Nadi Textiles", "Nadi Group", "BD", "Gazipur"))
