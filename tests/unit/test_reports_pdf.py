"""The PDF itself: what stands on its pages, for whom, and that nothing else of the photos comes along."""

import dataclasses
import hashlib
import re
import zlib
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pypdfium2
import pytest
from reports_sample import ARABIC, HASH, camera_photo, closing, finding, photo, source

from fieldaudit.audit.score import score as weigh
from fieldaudit.errors import ReportAudienceMixed
from fieldaudit.reports import audit_report, profile
from fieldaudit.reports.data import Answer, Fact, Photo, ReportData, Score, Section, Site, Statement
from fieldaudit.reports.photos import pixels_only


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def words(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(pages(pdf)))


def everything_in(pdf: bytes) -> bytes:
    """The file's bytes and every stream of it decompressed."""
    found = [pdf]
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(match.group(1)))
        except zlib.error:
            continue
    return b"\n".join(found)


def empty_report(**more: object) -> ReportData:
    return ReportData("en", "Fair Work Monitors", "A-1", "Inspection", "1", "ab" * 32, Site("Mill 4"), **more)


def site_report(**more: object) -> ReportData:
    return dataclasses.replace(profile(source(), "site"), **more)


def test_the_site_report_holds_no_word_meant_for_others():
    text = words(audit_report(profile(source(), "site"), "site"))
    for secret in ("HEADOFFICEONLY", "CLIENTONLY", "RESTRICTEDONLY", "ONHIDDEN", "FEWCOUNT"):
        assert secret not in text
    assert "Every emergency exit is unlocked" in text
    assert "Remove chain now" in text


def test_the_client_report_adds_the_clients_parts_only():
    text = words(audit_report(profile(source(), "client"), "client"))
    assert "CLIENTONLY finding" in text
    assert "HEADOFFICEONLY" not in text
    assert "RESTRICTEDONLY" not in text


def test_even_head_offices_report_holds_no_restricted_word():
    text = words(audit_report(profile(source(), "headoffice"), "headoffice"))
    assert "HEADOFFICEONLY finding" in text
    assert "FEWCOUNT 3" in text
    assert "RESTRICTEDONLY" not in text


@pytest.mark.parametrize("audience", ["client", "headoffice", "restricted", "", "somebody"])
def test_a_report_for_the_site_refuses_a_part_above_the_site(audience):
    hidden = Section("Fire", (Answer("1", "Question", "Answer", audience=audience),), "site")
    with pytest.raises(ReportAudienceMixed, match="not for the site"):
        audit_report(site_report(sections=(hidden,)), "site")


@pytest.mark.parametrize(
    "part",
    [
        {"findings": (finding(1, "headoffice"),)},
        {"findings": (finding(1, photos=(photo(audience="client"),)),)},
        {"photos": (photo(audience="headoffice"),)},
        {"score": Score(1, 2, 0, "headoffice")},
        {"findings": (finding(1, affected=2, sampled=4, from_interviews=True),)},
    ],
)
def test_every_kind_of_part_is_looked_at_before_a_page_is_drawn(part):
    with pytest.raises(ReportAudienceMixed):
        audit_report(site_report(**part), "site")


def test_a_restricted_part_is_refused_in_every_report():
    for audience in ("site", "client", "headoffice"):
        with pytest.raises(ReportAudienceMixed):
            audit_report(empty_report(findings=(finding(1, "restricted"),)), audience)


def test_unmarked_parts_are_for_head_office():
    unmarked = empty_report(sections=(Section("Fire", (Answer("1", "Question", "Answer"),)),))
    assert "Question" in words(audit_report(unmarked, "headoffice"))
    with pytest.raises(ReportAudienceMixed):
        audit_report(unmarked, "client")


def test_the_closing_hash_and_the_page_number_stand_on_every_page():
    found = pages(audit_report(site_report(findings=tuple(finding(n) for n in range(1, 12))), "site"))
    assert len(found) > 4
    for number, text in enumerate(found, start=1):
        assert HASH in text
        assert re.search(rf"Page {number} of\s+{len(found)}\b", text)
        assert "Fair Work Monitors" in text
        assert "For the site" in text
        assert "draft" not in text.lower()


def test_an_unsigned_report_says_on_every_page_that_it_is_a_draft():
    for text in pages(audit_report(site_report(closing=None, statements=()), "site")):
        assert "Not signed: draft" in text
        assert "DRAFT" in text
        assert HASH not in text


def test_what_people_said_stands_whole_beside_the_signature_with_whose_word_it_is():
    when = datetime(2026, 11, 21, 17, 5, tzinfo=UTC)
    said = (
        Statement(
            "supervisor", "S. Akter", when, "Supervisor", None, "dissent", "Not so. " * 400, "certified", "S. Akter"
        ),
        Statement("supervisor", "", when, "Warden", None, "declined", by="Amina Rahman"),
    )
    text = words(audit_report(site_report(statements=said), "site"))
    assert text.count("Not so.") == 400
    assert "Certified: signed from their own seat" in text
    assert "Witnessed by Amina Rahman: given on their computer" in text
    assert "No representative of the site has signed." in text
    first = " ".join(pages(audit_report(site_report(statements=said), "site"))[0].split())
    assert "On-site supervisor of the agency: Dissents" in first
    assert "Was asked and declined to sign" in first


def test_severities_are_proposed_until_they_are_confirmed():
    text = words(audit_report(site_report(findings=(finding(1), finding(2, severity="major", confirmed=True))), "site"))
    assert "Critical, proposed" in text
    assert "Major, confirmed" in text
    assert "Major, proposed" not in text


def test_a_severity_other_than_the_rules_says_what_the_rule_said():
    raised = finding(1, severity="critical", rule_severity="major", reasons=("It was found here before.",))
    text = words(audit_report(site_report(findings=(raised,)), "site"))
    assert "It was found here before." in text
    assert "The rule of the checklist says Major." in text


def test_an_access_refused_report_does_not_read_as_all_clear():
    text = words(audit_report(empty_report(closing=closing(outcome="refused", reason="Sent away.")), "site"))
    assert "Access refused" in text
    assert "does not mean that nothing is wrong" in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_empty_report_has_a_sentence_where_a_list_is_empty(language):
    text = words(audit_report(dataclasses.replace(empty_report(), language=language), "site"))
    sentences = {
        "en": ("No finding was raised", "No answer in this audit", "Nobody was recorded", "Nobody has signed"),
        "es": ("No hay hallazgos", "Ninguna respuesta", "No consta ninguna persona", "Nadie ha firmado"),
    }
    for sentence in sentences[language]:
        assert sentence in text


def test_the_same_data_gives_the_same_bytes():
    data = site_report(findings=(finding(1, note=ARABIC, photos=(photo(),)),))
    assert audit_report(data, "site") == audit_report(data, "site")


def test_the_document_says_what_it_is_and_when_it_was_signed():
    pdf = audit_report(site_report(), "site")
    document = pypdfium2.PdfDocument(pdf)
    told = document.get_metadata_dict()
    outline = [bookmark.get_title() for bookmark in document.get_toc()]
    document.close()
    assert told["Title"] == "Audit report, Workplace inspection, Riverside Garments, Unit 2"
    assert told["Author"] == "Amina Rahman"
    assert told["CreationDate"] == "D:20261121110500Z"
    assert b"/Lang" in pdf
    for title in ("How it was done", "Findings", "Corrective actions", "Answers", "Fire and exits", "Signatures"):
        assert title in outline


def test_nothing_of_a_photos_metadata_reaches_the_report():
    original = camera_photo()
    assert b"SecretCameraMaker" in original
    assert b"SecretJpegComment" in original
    within = everything_in(audit_report(site_report(findings=(finding(1, photos=(photo(data=original),)),)), "site"))
    assert b"\xff\xd8\xff" in within
    for mark in (b"Exif\x00", b"SecretCameraMaker", b"SecretJpegComment", b"2026:11:21", b"\xff\xfe\x00"):
        assert mark not in within


def test_a_photo_is_turned_upright_and_made_no_longer_than_1600_pixels():
    clean, wide, high = pixels_only(camera_photo(size=(3200, 2000)))
    assert (wide, high) == (1000, 1600)
    assert clean.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff\xe0 cut", camera_photo()[:3000], b"%PDF-1.7"])
def test_a_photo_that_cannot_be_decoded_leaves_a_labelled_frame(data):
    assert pixels_only(data) is None
    broken = Photo(data, "Exit 2", hashlib.sha256(data).hexdigest(), None, "image/jpeg", "site")
    text = words(audit_report(site_report(findings=(finding(1, photos=(broken,)),)), "site"))
    assert "This photo cannot be shown." in text
    assert "Exit 2" in text


def test_a_picture_that_unpacks_beyond_reason_is_not_opened(monkeypatch):
    monkeypatch.setattr("PIL.Image.MAX_IMAGE_PIXELS", 1000)
    assert pixels_only(camera_photo()) is None


def test_five_hundred_findings_and_very_long_texts_make_a_report():
    many = tuple(finding(n, note="word " * 40) for n in range(1, 501))
    long = finding(501, title="W" * 3000, note="x" * 9000, advice="line\n" * 300, owner="someone " * 100)
    visit = dataclasses.replace(source().visit, facts=(Fact("label " * 900, "value " * 900, None, "site"),))
    data = dataclasses.replace(profile(source(), "site"), findings=(*many, long), visit=visit)
    found = pages(audit_report(profile(data, "site"), "site"))
    assert "Finding 500" in " ".join(found)
    assert f"Page {len(found)} of" in found[-1]


def test_counts_of_few_interviewees_are_hidden_outside_head_office():
    few = next(f for f in profile(source(), "site").findings if f.title == "Fees were charged")
    assert (few.affected, few.sampled, few.reasons) == (None, None, ())
    known = next(f for f in profile(source(), "headoffice").findings if f.title == "Fees were charged")
    assert (known.affected, known.sampled) == (2, 3)
    five = dataclasses.replace(source(), findings=(finding(1, sampled=5, from_interviews=True),))
    assert profile(five, "site").findings[0].sampled == 5


def test_a_fact_about_few_interviewees_is_refused_at_the_last_door():
    visit = dataclasses.replace(source().visit, facts=(Fact("Interviewed", "4", 4, "site"),), auditors=(), met=())
    with pytest.raises(ReportAudienceMixed):
        audit_report(empty_report(visit=visit), "site")


def test_findings_are_numbered_within_their_report_and_actions_follow():
    site = profile(source(), "site")
    assert [f.number for f in site.findings] == [1, 2]
    assert [(a.finding, a.text) for a in site.actions] == [(1, "Remove chain now"), (2, "Repay the fees")]


def test_times_are_shown_in_the_records_own_zone():
    text = words(audit_report(site_report(), "site"))
    assert "21 Nov 2026, 17:05 (UTC+6)" in text
    half = closing(time=closing().time.astimezone(tz=timezone(timedelta(hours=5, minutes=30))))
    assert "(UTC+5:30)" in words(audit_report(site_report(closing=half), "site"))


@pytest.mark.parametrize(
    ("points", "possible", "percent"), [(95, 124, 76), (0.3, 0.3, 100), (199, 200, 99), (0, 0, None)]
)
def test_a_report_says_the_percent_that_the_auditor_signed_rounded_down(points, possible, percent):
    """An outsider lays the report beside the signed statement of a client pack: 76 there is no 77 here."""
    assert Score(points, possible, 0).percent == percent
    if percent:
        marks = [SimpleNamespace(ref=one, verdict=one, severity="") for one in ("compliant", "noncompliant")]
        weights = {"compliant": points, "noncompliant": possible - points}
        assert weigh(marks, weights).percent == percent
