"""Sample data for the report tests: one audit with parts for every audience, and photos with a camera's metadata."""

import hashlib
import io
from datetime import UTC, date, datetime, timedelta, timezone

from PIL import Image, ImageDraw

from fieldaudit.reports.data import (
    Action,
    Answer,
    Closing,
    Fact,
    Finding,
    Person,
    Photo,
    ReportData,
    Score,
    Section,
    Site,
    Statement,
    Visit,
)

DHAKA = timezone(timedelta(hours=6))
HASH = hashlib.sha256(b"closing").hexdigest()
ARABIC = "باب الطوارئ مغلق بالسلاسل والمفتاح مع الحارس"


def camera_photo(shade: str = "#7a8b84", size: tuple[int, int] = (1800, 1200)) -> bytes:
    """A JPEG with GPS, camera model, a comment and an orientation that turns it upright."""
    picture = Image.new("RGB", size, shade)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((size[0] // 3, size[1] // 4, size[0] // 2, size[1]), fill="#40312a", outline="#d8d2c8", width=12)
    draw.line((0, size[1] * 0.8, size[0], size[1] * 0.75), fill="#c9b458", width=30)
    exif = Image.Exif()
    exif[0x010F] = "SecretCameraMaker"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (23.0, 48.0, 37.25), 3: "E", 4: (90.0, 24.0, 45.5), 29: "2026:11:21"})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"SecretJpegComment guard Karim", quality=80)
    return out.getvalue()


def photo(caption: str = "Exit 2, chained", audience: str = "site", data: bytes | None = None) -> Photo:
    content = camera_photo() if data is None else data
    taken = datetime(2026, 11, 21, 13, 50, 12, tzinfo=DHAKA)
    return Photo(content, caption, hashlib.sha256(content).hexdigest(), taken, "image/jpeg", audience)


def finding(number: int = 1, audience: str = "site", **more: object) -> Finding:
    fields: dict = {
        "number": number,
        "reference": f"{number * 7919:06X}"[-6:],
        "title": "Every emergency exit is unlocked and clear while people work.",
        "severity": "critical",
        "rule_severity": "critical",
        "note": "Exit 2 chained; exit 4 blocked by pallets. Both opened during the visit; key held by the guard.",
        "clause": "ETI 3.1",
        "clause_title": "A safe and hygienic working environment shall be provided",
        "risk": "Fire",
        "affected": 2,
        "sampled": 5,
        "extent": "systemic",
        "owner": "Site manager",
        "due": date(2026, 12, 21),
        "advice": "Remove the chain at once, fit push bars, and keep the route free of goods.",
        "section": "Fire and exits",
        "state": "open",
        "audience": audience,
    }
    return Finding(**{**fields, **more})


def closing(**more: object) -> Closing:
    fields: dict = {
        "hash": HASH,
        "name": "Amina Rahman",
        "time": datetime(2026, 11, 21, 17, 5, tzinfo=DHAKA),
        "outcome": "complete",
        "role": "auditor",
        "standing": "certified",
    }
    return Closing(**{**fields, **more})


def sections() -> tuple[Section, ...]:
    fire = (
        Answer("1.1", "Every floor in use has two usable exits.", "Yes", "compliant", audience="site"),
        Answer("1.2", "Every exit is unlocked and clear.", "No", "noncompliant", "Exit 2 chained", audience="site"),
        Answer("1.3", "Date of the last drill with all shifts", "", skipped="Register locked away", audience="site"),
        Answer("1.4", "The alarm is heard on every floor.", "Can't verify", "unable", audience="site"),
        Answer("1.5", "CLIENTONLY question on orders", "CLIENTONLY answer", audience="client"),
    )
    workers = (
        Answer("2.1", "HEADOFFICEONLY question", "HEADOFFICEONLY answer", "noncompliant"),
        Answer("2.2", "RESTRICTEDONLY question", "RESTRICTEDONLY name", audience="restricted"),
    )
    return Section("Fire and exits", fire, "site"), Section("HEADOFFICEONLY red flags", workers, "headoffice")


def source() -> ReportData:
    """Everything about one audit, of every audience: what no report may be made from as it is."""
    return ReportData(
        language="en",
        organisation="Fair Work Monitors",
        audit="A-7F3C",
        form_title="Workplace inspection",
        form_version="2026.11",
        form_digest=hashlib.sha256(b"form").hexdigest(),
        site=Site("Riverside Garments, Unit 2", "Riverside Garments Ltd", "14 Mill Road, Gazipur", "workplace"),
        visit=Visit(
            day=date(2026, 11, 21),
            time_in=datetime(2026, 11, 21, 9, 10, tzinfo=DHAKA),
            time_out=datetime(2026, 11, 21, 17, 20, tzinfo=DHAKA),
            announcement="unannounced",
            auditors=(Person("Amina Rahman", "auditor", "site"), Person("HEADOFFICEONLY observer", "", "headoffice")),
            met=(Person("K. Hossain", "Site manager", "site"), Person("R. Begum", "Safety committee", "site")),
            facts=(
                Fact("Workers on site", "412", None, "site"),
                Fact("Agency workers", "96", None, "site"),
                Fact("Interviewed", "FEWCOUNT 3", 3, "site"),
                Fact("Opening meeting", "Held, 09:25", None, "site"),
                Fact("Closing meeting", "Held, 16:40", None, "site"),
            ),
        ),
        sections=sections(),
        findings=(
            finding(1, photos=(photo(), photo("HEADOFFICEONLY photo", "headoffice"))),
            finding(2, "headoffice", title="HEADOFFICEONLY finding", section="HEADOFFICEONLY red flags"),
            finding(3, "client", title="CLIENTONLY finding", severity="major"),
            finding(4, "restricted", title="RESTRICTEDONLY finding"),
            finding(5, title="Fees were charged", affected=2, sampled=3, from_interviews=True, reasons=("2 of 3",)),
        ),
        actions=(
            Action(1, "containment", "Remove chain now", "Site manager", date(2026, 11, 22), "open", audience="site"),
            Action(2, "corrective", "HEADOFFICEONLY action", audience="headoffice"),
            Action(4, "corrective", "RESTRICTEDONLY action", audience="restricted"),
            Action(2, "corrective", "ONHIDDEN action marked for the site", audience="site"),
            Action(5, "remedy", "Repay the fees", "Agency", date(2027, 1, 31), "in_progress", "Payslips", "site"),
        ),
        score=Score(61, 80, 3, "headoffice"),
        closing=closing(),
        statements=(
            Statement(
                "site",
                "K. Hossain",
                datetime(2026, 11, 21, 16, 58, tzinfo=UTC),
                "Site manager",
                True,
                "agree",
                "Chain removed.",
                by="Amina Rahman",
            ),
        ),
    )
