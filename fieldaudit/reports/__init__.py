"""PDF, spreadsheet and chart documents from projections, returned as bytes; the only room that imports ReportLab."""

from fieldaudit.reports.data import ReportData
from fieldaudit.reports.document import audit_report
from fieldaudit.reports.pages import page_count
from fieldaudit.reports.profile import profile

__all__ = ["ReportData", "audit_report", "page_count", "profile"]
