"""All views of records in one place: what screens, reports and use cases read instead of cells."""

from fieldaudit.audit.actions import ActionView
from fieldaudit.audit.actions import view as action_view
from fieldaudit.audit.audit_view import AuditView, Evidence, SignedClosing, evidence_of, overall_state
from fieldaudit.audit.finding_view import FindingView
from fieldaudit.audit.finding_view import view as finding_view
from fieldaudit.audit.record_views import PartyView, RecordView, SiteView, VisitView

party_view = PartyView.of
site_view = SiteView.of
visit_view = VisitView.of
audit_view = AuditView.of

__all__ = [
    "ActionView",
    "AuditView",
    "Evidence",
    "FindingView",
    "PartyView",
    "RecordView",
    "SignedClosing",
    "SiteView",
    "VisitView",
    "action_view",
    "audit_view",
    "evidence_of",
    "finding_view",
    "overall_state",
    "party_view",
    "site_view",
    "visit_view",
]
