import pytest
from field_world import field_desk

from fieldaudit.desktop.findings.field_findings import FieldFindings
from fieldaudit.desktop.findings.lines import FindingChange, Step
from fieldaudit.desktop.review.field_review import FieldReview
from fieldaudit.desktop.review.points import SiteEntry
from fieldaudit.desktop.run.uses import ActionEntry
from fieldaudit.errors import NotReadyToSign, SeverityRefused
from fieldaudit.field import audits
from fieldaudit.field.work import AuditWork


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with field_desk(tmp_path_factory.mktemp("desk")) as world:
        yield world


@pytest.fixture
def audit(desk):
    return audits.start_audit(desk.field, "small", desk.site, audits.NewVisit("unannounced"))


def test_review_puts_criticals_first_then_what_is_missing_then_what_could_not_be_checked(desk, audit):
    work = AuditWork(desk.field, audit)
    work.answer("/data/fire/exits_clear", "no")
    work.skip("/data/fire/seen", "too dark")
    points = FieldReview(desk.field).review(audit).points
    assert [point.kind for point in points] == ["critical", "not_checked"]
    assert points[0].blocks
    assert points[1].said == "too dark"
    work.answer("/data/fire/exits_clear", "")
    assert [point.kind for point in FieldReview(desk.field).review(audit).points] == ["missing", "not_checked"]


def test_a_critical_with_an_action_can_be_signed_and_the_site_answers(desk, audit):
    review, found = FieldReview(desk.field), FieldFindings(desk.field)
    AuditWork(desk.field, audit).answer("/data/fire/exits_clear", "no")
    with pytest.raises(NotReadyToSign):
        review.sign(audit, "complete", "")
    [finding] = found.findings(audit)
    found.open_action(audit, finding.id, ActionEntry("corrective", "Unlock exit 2", "site manager", "2026-12-01"))
    review.sign(audit, "complete", "")
    shown = review.review(audit)
    assert shown.signed.outcome == "complete"
    seen = review.site_view(audit)
    assert [one.title for one in seen.findings] == ["Every exit is clear."]
    assert seen.findings[0].actions == (("Unlock exit 2", "site manager", "2026-12-01"),)
    review.save(audit, SiteEntry("J. Karim", "manager", authority=True, answer="agree", signature=b""))
    assert [line.name for line in review.site_view(audit).said] == ["J. Karim"]
    assert [line.name for line in review.review(audit).signed.said] == ["J. Karim"]


def test_the_site_never_sees_what_workers_said(desk, audit):
    work = AuditWork(desk.field, audit)
    work.answer("/data/fire/exits_clear", "no")
    work.answer("/data/voices/holds_passport", "no")
    assert len(FieldFindings(desk.field).findings(audit)) == 2
    titles = [one.title for one in FieldReview(desk.field).site_view(audit).findings]
    assert titles == ["Every exit is clear."]


def test_an_amended_audit_can_be_changed_again(desk, audit):
    review = FieldReview(desk.field)
    review.sign(audit, "void", "a test")
    review.amend(audit, "not a test after all")
    assert review.review(audit).signed is None


def test_a_severity_is_lowered_only_with_a_reason(desk, audit):
    found = FieldFindings(desk.field)
    AuditWork(desk.field, audit).answer("/data/fire/exits_clear", "no")
    [finding] = found.findings(audit)
    with pytest.raises(SeverityRefused):
        found.change(audit, finding.id, FindingChange(severity="major"))
    found.change(
        audit, finding.id, FindingChange(severity="major", severity_reason="one door of five", spread="isolated")
    )
    [finding] = found.findings(audit)
    assert (finding.severity, finding.proposed, finding.spread) == ("major", "critical", "isolated")


def test_an_action_goes_on_step_by_step(desk, audit):
    found = FieldFindings(desk.field)
    AuditWork(desk.field, audit).answer("/data/fire/exits_clear", "no")
    [finding] = found.findings(audit)
    found.open_action(audit, finding.id, ActionEntry("corrective", "Unlock exit 2", "site manager", "2026-12-01"))
    for step in (Step("submitted", "photo sent"), Step("closed", "", "followup", "A. Rahman", "walked it")):
        [finding] = found.findings(audit)
        assert step.state in finding.actions[0].following
        found.advance(audit, finding.actions[0].id, step)
    [finding] = found.findings(audit)
    assert (finding.stage, finding.actions[0].verified) == ("closed", "A. Rahman: walked it")
