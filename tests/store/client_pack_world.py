"""An audit with something planted for each audience, signed by a certified auditor: for the tests of client packs."""

import io
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from exchange_world import PASSPHRASE
from field_world import field_desk
from PIL import Image

from fieldaudit.exchange.answer import send
from fieldaudit.exchange.apply import apply
from fieldaudit.exchange.client_pack import write_pack
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.field import audits, closing
from fieldaudit.field.closing import SiteAnswer
from fieldaudit.field.undo import undo
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import instruments
from fieldaudit.vault.follow_up import NewAction, open_action

SURVEY = """type,name,label,audience,finding,severity
begin_group,fire,Fire,site,,
select_one yn,exits,Every exit is clear.,,. = 'no',critical
select_one yn,drill,A drill was held.,,. = 'no',major
text,remark,Remark,,,
file,seen,Photo,,,
end_group,,,,,
begin_group,orders,Orders,client,,
text,volume,Volume,,,
end_group,,,,,
begin_group,office,Office,headoffice,,
select_one yn,fees,Fees were asked.,,. = 'yes',major
text,doubt,Doubt,,,
end_group,,,,,
begin_repeat,voice,Voice,restricted,,
text,code,Code of the respondent,,,
select_one yn,passport,Holds the passport,,. = 'no',critical
end_repeat,,,,,
"""
CHOICES = "list_name,name,label\nyn,yes,Yes\nyn,no,No\n"
SETTINGS = "form_id,form_title,version\nplanted,Planted inspection,1\n"
SITE, CLIENT = ("PlantedSiteRemark", "PlantedSiteComment"), ("PlantedClientVolume",)
HIDDEN = ("PlantedOfficeDoubt", "R-PLANTED-07", "PlantedTakenBack", "PlantedNoteGone", "PlantedGpsCamera")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REPORT = b"%PDF-1.7 a report"


def photo() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "PlantedGpsCamera"
    Image.new("RGB", (64, 48), "#446").save(out, "JPEG", exif=exif)
    return out.getvalue()


def write_form(folder: Path) -> Path:
    folder.mkdir()
    for name, text in (("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@contextmanager
def packed_world(folder: Path, *, sign: bool = True):
    """Open both homes with the audit in both; `world.work` is the auditor's, `world.row` a respondent's row."""
    with field_desk(folder) as world:
        instruments.install(world.field, write_form(folder / "planted"))
        world.work = work = AuditWork(
            world.field, audits.start_audit(world.field, "planted", world.site, audits.NewVisit())
        )
        world.row = fill_in(work)
        if sign:
            closing.sign(work, "complete")
            closing.site_answer(world.field, work.id, SiteAnswer("M. Karim", "manager", True, "agree", SITE[1]))
            certify(world, work.id)
        yield world


def fill_in(work: AuditWork) -> str:
    work.answer("/data/fire/remark", HIDDEN[2])
    work.answer("/data/fire/remark", SITE[0])
    work.note("/data/fire/remark", HIDDEN[3])
    undo(work)
    work.answer("/data/fire/exits", "no")
    work.answer("/data/fire/drill", "yes")
    work.attach("/data/fire/seen", photo(), "gate.jpg", "image/jpeg")
    work.answer("/data/orders/volume", CLIENT[0])
    work.add_repeat("/data/voice")
    row = f"/data/voice[{work.session.rows()['/data/voice'][-1]}]"
    work.answer(f"{row}/code", HIDDEN[1])
    work.answer(f"{row}/passport", "yes")
    work.answer(f"{row}/passport", "no")
    undo(work)
    work.answer(f"{row}/passport", "no")
    work.answer("/data/office/fees", "yes")
    work.answer("/data/office/doubt", HIDDEN[0])
    for finding in work.findings():
        if not finding.withdrawn:
            open_action(work.vault, finding, NewAction("containment", "Do it now.", "site manager", "2026-11-22"))
    return row


def certify(world, audit: str) -> None:
    """Carry the audit to head office and the certificate back."""
    written = export_audits(world.field, [audit], world.stick)
    take_in(world.office, written.path)
    apply(world.field, send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE).path)


def pack(vault, audit: str, audience: str, out: Path, now: datetime = NOW) -> dict[str, bytes]:
    write_pack(vault, audit, audience, REPORT, out, now=now)
    return unpack(out)


def unpack(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(files: dict[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path
