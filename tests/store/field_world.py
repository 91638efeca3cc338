"""An auditor's vault with a small form in it, for the tests of the field room."""

# ruff: noqa: E501 - the columns of a spreadsheet are as wide as they are

from contextlib import contextmanager
from pathlib import Path

from exchange_world import make_world, open_world

from fieldaudit.exchange import membership
from fieldaudit.field import audits, sites
from fieldaudit.field.work import AuditWork
from fieldaudit.trust import sealing
from fieldaudit.vault import instruments

SURVEY = """type,name,label,required,relevant,constraint,calculation,finding,severity,affected,sampled,owner,due_days,clause,audience,evidence,advice
begin_group,fire,Fire,,,,,,,,,,,,site,,
select_one yn,exits_clear,Every exit is clear.,yes,,,,. = 'no',critical,,,site manager,1,ETI-3.1,,photo_or_reason,Clear it now.
integer,seen,Doors looked at,,,. >= 0,,,,,,,,,,,
integer,blocked,"Of these, blocked",,${seen} > 0,. <= ${seen},,. > 0,minor,${blocked},${seen},site manager,,ETI-3.1,,,Clear them.
calculate,open_doors,,,,,${seen} - ${blocked},,,,,,,,,,
end_group,,,,,,,,,,,,,,,,
begin_repeat,floor,Floor,,,,,,,,,,,,site,,
text,floor_name,Name of the floor,,,,,,,,,,,,,,
end_repeat,,,,,,,,,,,,,,,,
begin_group,voices,What workers said,,,,,,,,,,,,restricted,,
text,said,What the worker said,,,,,,,,,,,,,,
select_one yn,holds_passport,Holds their own passport,,,,,. = 'no',critical,,,protection officer,1,DHAKA-4,,,Never confront management.
end_group,,,,,,,,,,,,,,,,
"""
CHOICES = """list_name,name,label
yn,yes,Yes
yn,no,No
yn,unable,Can't verify
"""
SETTINGS = """form_id,form_title,version
small,Small inspection,1
"""


def write_form(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in (("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@contextmanager
def field_desk(folder: Path, *, officer: bool = True):
    """Open both homes; the field knows the small form and has one site."""
    make_world(folder)
    with open_world(folder) as world:
        if officer:
            world.officer = sealing.new_identity()
            world.field.put(membership.OFFICER, world.officer.recipient)
        world.form = instruments.install(world.field, write_form(folder / "form"))
        world.site = sites.add_site(world.field, sites.NewSite("Delta unit 2", "Delta Garments", "BD"))
        yield world


def start(world) -> AuditWork:
    return AuditWork(world.field, audits.start_audit(world.field, "small", world.site, audits.NewVisit()))


def standing(work):
    return {finding.ref.rpartition("/")[2]: finding for finding in work.findings() if not finding.withdrawn}
