"""A report is filled from the vault choosing each part for its reader; restricted answers are never opened for it."""

import csv
import io

import pypdfium2
import pytest
from PIL import Image
from vault_samples import AUDIT, FINDING, add_blob, answer, event, new_vault

from fieldaudit.audit.ids import finding_id
from fieldaudit.checklist import load_form
from fieldaudit.errors import ReportAuditMissing
from fieldaudit.reports import audit_report
from fieldaudit.reports.data import ReportData, parts
from fieldaudit.reports.gather import gather
from fieldaudit.trust.certificates import make_authority
from fieldaudit.trust.sealing import new_identity
from fieldaudit.vault.vault import OFFICER_RECIPIENT

VISIT = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a222"
SITE = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a333"
PARTY = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a444"
ACTION = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a555"
HIDDEN_ACTION = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a666"

SURVEY = [
    ("type", "name", "label", "relevant", "audience", "finding", "severity", "clause", "risk", "owner"),
    ("begin_group", "fire", "Fire and exits", "", "site", "", "", "", "", ""),
    ("integer", "headcount_floor", "People counted", "", "", "", "", "", "", ""),
    ("select_one yn", "exits", "Every exit is clear.", "", "", "no", "critical", "ETI-3.1", "fire", "site manager"),
    ("select_one yn", "drill", "A drill was held.", "", "", "no", "major", "", "fire", "site manager"),
    ("text", "follow", "Follow-up after HEADOFFICE answer", "${fees} = 'no'", "", "", "", "", "", ""),
    ("text", "quoted", "Quoting ${said}", "", "", "", "", "", "", ""),
    ("text", "never", "NEVERASKED", "${exits} = 'maybe'", "", "", "", "", "", ""),
    ("text", "blank", "Remarks", "", "", "", "", "", "", ""),
    ("begin_repeat", "floor", "Floor", "", "", "", "", "", "", ""),
    ("text", "floor_name", "Name of the floor", "", "", "", "", "", "", ""),
    ("select_one yn", "alarm", "The alarm is heard.", "", "", "no", "major", "", "fire", "site manager"),
    ("end_repeat", "", "", "", "", "", "", "", "", ""),
    ("end_group", "", "", "", "", "", "", "", "", ""),
    ("begin_group", "workers", "HIDDENSECTION workers", "", "headoffice", "", "", "", "", ""),
    ("select_one yn", "fees", "HIDDENQUESTION no fees", "", "", "no", "critical", "", "recruitment fees", "agency"),
    ("text", "said", "HIDDENQUESTION what was said", "", "", "", "", "", "", ""),
    ("text", "orders", "CLIENTQUESTION orders", "", "client", "", "", "", "", ""),
    ("text", "person", "RESTRICTEDQUESTION name", "", "restricted", "", "", "", "", ""),
    ("end_group", "", "", "", "", "", "", "", "", ""),
]
CHOICES = [("list_name", "name", "label"), ("yn", "yes", "Yes indeed"), ("yn", "no", "No indeed")]
EXITS = finding_id(AUDIT, "/data/fire/exits")
FEES = finding_id(AUDIT, "/data/workers/fees")


def raised(ref: str, **more: object) -> dict:
    said = {"finding": finding_id(AUDIT, ref), "ref": ref, "verdict": "noncompliant", "severity": "critical"}
    said |= {"title": "title", "clause": "ETI-3.1", "risk": "fire", "owner": "site manager", "due": "2026-12-21"}
    said |= {"affected": 2, "sampled": 5, "advice": "Open it.", "rule_severity": "major", "reasons": ["repeat"]}
    return said | more


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#446").save(out, "JPEG", comment=b"SecretJpegComment")
    return out.getvalue()


def write_form(folder):
    folder.mkdir()
    sheets = {"survey": SURVEY, "choices": CHOICES, "settings": [("form_id", "form_title"), ("small", "Small check")]}
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    return load_form(folder)


@pytest.fixture
def audited(tmp_path):
    """A vault with one audit whose parts are for every audience, not signed yet."""
    form = write_form(tmp_path / "form")
    vault = new_vault(tmp_path / "vault")
    vault.put("me", {"name": "Amina Rahman", "role": "auditor", "branch": "dhaka"})
    vault.put(OFFICER_RECIPIENT, new_identity().recipient)
    vault.add_form(form.xform, form.attachments)
    photo = add_blob(vault, jpeg(), "image/jpeg", "Exit 2")
    hidden = add_blob(vault, jpeg(), "image/jpeg", "HIDDENPHOTO")
    seen = {"audience": "site"}
    fields = {"form": form.digest, "visit": VISIT, "site": SITE, "auditor": "Amina Rahman", "started": "2026-11-21"}
    visit = {"site": SITE, "date": "2026-11-21", "announcement": "semi-announced", "team": "Amina Rahman, B. Khan"}

    def attached(blob, ref, audience):
        said = {"ref": ref, "blob": blob.id, "name": blob.name, "media_type": blob.media_type, "size": blob.size}
        said |= {"sha256": blob.sha256, "taken": "2026-11-21T13:50:02+06:00", "file": "", "secret": "AGE"}
        return event("evidence.attached", said, audience=audience)

    opened = {"kind": "containment", "text": "Remove the chain", "owner": "Site manager", "due": "2026-11-22"}
    vault.append(
        [
            event("record.created", {"branch": "dhaka", "fields": {"name": "Mill Ltd"}}, PARTY, type="party", **seen),
            event(
                "record.created",
                {"branch": "dhaka", "fields": {"name": "Mill 4", "party": PARTY, "address": "Mill Road"}},
                SITE,
                type="site",
                **seen,
            ),
            event("field.set", {"fields": {"risk": "HIDDENRISK"}}, SITE, type="site"),
            event("record.created", {"branch": "dhaka", "fields": visit}, VISIT, type="visit", **seen),
            event("record.created", {"branch": "dhaka", "fields": fields}, **seen),
            answer("41", "/data/fire/headcount_floor", **seen),
            answer("no", "/data/fire/exits", **seen),
            answer("it depends", "/data/fire/follow", **seen),
            answer("left over", "/data/fire/never", **seen),
            event("answer.skipped", {"ref": "/data/fire/drill", "reason": "Register locked"}, **seen),
            event("note.set", {"ref": "/data/fire/exits", "text": "Exit 2 chained"}, **seen),
            answer("no", "/data/workers/fees"),
            answer("HIDDENANSWER", "/data/workers/said"),
            answer("CLIENTANSWER", "/data/workers/orders", audience="client"),
            answer("RESTRICTEDANSWER", "/data/workers/person", audience="restricted"),
            event("finding.raised", raised("/data/fire/exits"), **seen),
            event("finding.raised", raised("/data/workers/fees", title="HIDDENFINDING")),
            event("field.set", {"fields": {"note": "HIDDENNOTE"}}, EXITS, type="finding"),
            attached(photo, "/data/fire/exits", "site"),
            attached(hidden, "/data/fire/exits", "headoffice"),
            event("action.opened", opened | {"finding": EXITS, "audit": AUDIT}, ACTION, type="action", **seen),
            event(
                "action.opened",
                opened | {"finding": FEES, "audit": AUDIT, "text": "HIDDENACTION"},
                HIDDEN_ACTION,
                type="action",
                **seen,
            ),
        ]
    )
    yield vault
    vault.close()


def with_a_floor(vault):
    """Add a floor whose alarm is a finding, and answers of the site about it."""
    seen, floor = {"audience": "site"}, f"/data/fire/floor[{VISIT}]"
    row = {"repeat": "/data/fire/floor", "row": VISIT, "after": ""}
    vault.append(
        [
            event("row.added", row),
            answer("Second floor", f"{floor}/floor_name", **seen),
            answer("no", f"{floor}/alarm", **seen),
            event("finding.raised", raised(f"{floor}/alarm", severity="major"), **seen),
        ]
    )


def sign(vault, version=1, **more):
    said = {"outcome": "complete", "reason": "", "heads": [], "form": "", "commitments": "", "version": version}
    said |= {"score": {}} | more
    return vault.append([event("closing.signed", said, audience="site")])[0].hash


def everything_said(data: ReportData) -> str:
    return repr(data)


def labels(data: ReportData) -> dict[str, str]:
    return {answer.label: answer.value for section in data.sections for answer in section.answers}


def test_the_sites_data_holds_the_sites_parts_and_never_held_more(audited):
    data = gather(audited, AUDIT, "site")
    told = everything_said(data)
    for secret in ("HIDDEN", "CLIENT", "RESTRICTED", "NEVERASKED"):
        assert secret not in told
    assert {part.audience for part in parts(data)} == {"site"}
    assert labels(data)["Every exit is clear."] == "No indeed"
    audit_report(data, "site")


def test_a_label_cannot_quote_what_its_reader_may_not_see(audited):
    assert "HIDDENANSWER" not in everything_said(gather(audited, AUDIT, "site"))
    assert [label for label in labels(gather(audited, AUDIT, "headoffice")) if label.startswith("Quoting")] == [
        "Quoting HIDDENANSWER"
    ]


def test_a_question_that_applies_because_of_a_hidden_answer_still_shows_its_own(audited):
    assert labels(gather(audited, AUDIT, "site"))["Follow-up after HEADOFFICE answer"] == "it depends"


def test_the_client_sees_the_clients_answer_and_head_office_all_but_the_restricted(audited):
    client = everything_said(gather(audited, AUDIT, "client"))
    assert "CLIENTANSWER" in client
    assert "HIDDEN" not in client
    head_office = everything_said(gather(audited, AUDIT, "headoffice"))
    for shown in ("CLIENTANSWER", "HIDDENANSWER", "HIDDENNOTE", "HIDDENQUESTION", "HIDDENACTION", "HIDDENPHOTO"):
        assert shown in head_office
    assert "RESTRICTED" not in head_office


def test_what_was_recorded_is_shown_in_words(audited):
    data = gather(audited, AUDIT, "site")
    assert (data.site.name, data.site.party, data.site.address) == ("Mill 4", "Mill Ltd", "Mill Road")
    assert [person.name for person in data.visit.auditors] == ["Amina Rahman", "B. Khan"]
    assert data.visit.announcement == "semi_announced"
    assert [(fact.label, fact.value) for fact in data.visit.facts] == [("People counted on the tour", "41")]
    drill = next(a for s in data.sections for a in s.answers if a.label == "A drill was held.")
    assert (drill.skipped, drill.value) == ("Register locked", "")


def test_a_finding_comes_with_its_note_clause_photo_and_action(audited):
    data = gather(audited, AUDIT, "site")
    [found] = data.findings
    assert (found.number, found.title, found.note) == (1, "Every exit is clear.", "Exit 2 chained")
    assert found.clause_title.startswith("The workplace is safe")
    assert (found.owner, found.risk, found.repeat, found.confirmed) == ("Site manager", "Fire", True, False)
    assert found.reasons == ("It was found here before.",)
    assert [photo.caption for photo in found.photos] == ["Exit 2"]
    assert b"SecretJpegComment" not in found.photos[0].data
    assert [(action.finding, action.text) for action in data.actions] == [(1, "Remove the chain")]
    assert data.photos == ()


def test_the_score_of_the_site_counts_the_sites_questions_only(audited):
    site, head_office = gather(audited, AUDIT, "site").score, gather(audited, AUDIT, "headoffice").score
    assert (site.possible, site.open_criticals) == (1, 1)
    assert (head_office.possible, head_office.open_criticals) == (2, 2)


def test_an_unsigned_audit_is_a_draft(audited):
    data = gather(audited, AUDIT, "site", "es")
    assert data.closing is None
    assert "Sin firmar" in text_of(audit_report(data, "site"))


def test_a_signed_audit_carries_its_closing_and_the_sites_answer(audited):
    signed = sign(audited)
    said = {"name": "K. Hossain", "function": "Manager", "authority": True, "answer": "dispute", "comment": "No."}
    audited.append([event("closing.site", said | {"closing": signed, "signature": ""}, audience="site")])
    data = gather(audited, AUDIT, "site", organisation="Fair Work Monitors")
    assert (data.closing.hash, data.closing.name, data.closing.standing) == (signed, "Amina Rahman", "uncertified")
    assert data.closing.time.utcoffset().total_seconds() == 6 * 3600
    [site] = data.statements
    assert (site.authority, site.answer, site.standing) == (True, "dispute", "witnessed")
    text = text_of(audit_report(data, "site"))
    assert signed in text
    assert text.count("Disputes") == 2  # with the signatures, and on the first page


def test_an_amended_audit_names_the_version_before(audited):
    first = sign(audited)
    audited.append([event("audit.amended", {"closing": first, "reason": "A date was wrong"}, audience="site")])
    assert gather(audited, AUDIT, "site").closing is None
    second = sign(audited, 2)
    data = gather(audited, AUDIT, "site")
    assert (data.closing.hash, data.closing.version) == (second, 2)
    assert (data.amended_from.closing, data.amended_from.reason) == (first, "A date was wrong")


def test_a_withdrawn_finding_is_shown_to_head_office_alone(audited):
    raised_event = next(cell.event for cell in audited.cells(AUDIT) if cell.slot == f"finding/{EXITS}")
    said = {"finding": EXITS, "ref": "/data/fire/exits", "reason": "Seen wrongly", "title": "title"}
    audited.append([event("finding.withdrawn", said, audience="site", replaces=(raised_event,))])
    site = gather(audited, AUDIT, "site")
    assert site.findings == ()
    assert site.score.open_criticals == 0
    assert "Seen wrongly" in [f.withdrawn for f in gather(audited, AUDIT, "headoffice").findings]


def test_a_photo_whose_file_has_not_come_leaves_a_frame(audited):
    blob = next(iter(audited.home.glob("blobs/*.age")))
    for path in audited.home.glob("blobs/*.age"):
        path.unlink()
    assert not blob.exists()
    data = gather(audited, AUDIT, "site")
    assert data.findings[0].photos[0].data == b""
    assert "This photo cannot be shown." in text_of(audit_report(data, "site"))


def test_answers_of_two_people_who_did_not_know_of_each_other_stand_side_by_side(audited):
    audited.append([answer("yes", "/data/fire/exits", audience="site")])
    shown = labels(gather(audited, AUDIT, "site"))["Every exit is clear."]
    assert sorted(shown.split("\n")) == ["No indeed", "Yes indeed"]


def test_an_answer_names_the_finding_that_it_raised(audited):
    data = gather(audited, AUDIT, "headoffice")
    numbers = {answer.label: answer.finding for section in data.sections for answer in section.answers}
    titles = {finding.number: finding.title for finding in data.findings}
    assert titles[numbers["Every exit is clear."]] == "Every exit is clear."
    assert numbers["People counted"] == 0


def test_the_organisation_is_named_by_its_authority(audited):
    audited.put("organisation", make_authority("Fair Work Monitors").certificate_pem.decode())
    assert gather(audited, AUDIT, "site").organisation == "Fair Work Monitors"


def test_a_finding_in_a_row_says_where_it_is_and_what_was_answered(audited):
    with_a_floor(audited)
    exits, alarm = gather(audited, AUDIT, "site").findings
    assert (exits.answer, exits.place) == ("No indeed", "")
    assert (alarm.answer, alarm.place, alarm.title) == ("No indeed", "Second floor", "The alarm is heard.")


def test_an_unknown_audit_is_refused_in_a_sentence(audited):
    with pytest.raises(ReportAuditMissing, match="There is no audit"):
        gather(audited, FINDING, "site")


def test_the_same_vault_gives_the_same_report(audited):
    sign(audited)
    assert audit_report(gather(audited, AUDIT, "client"), "client") == audit_report(
        gather(audited, AUDIT, "client"), "client"
    )


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    found = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(found.split())
