"""An audit to read: every signature on it, the site's answers, and what is restricted."""

from types import MappingProxyType

import pytest
from audit_samples import Story

from fieldaudit.audit.cells import cells_of
from fieldaudit.audit.views import AuditView
from fieldaudit.desktop.audits.answers_view import AnswerCard
from fieldaudit.desktop.audits.closing_page import ClosingPage
from fieldaudit.desktop.audits.presenter import AnswerLine, AuditDetail, ClosingPart
from fieldaudit.desktop.widgets import Label, Pill
from fieldaudit.desktop.wiring.closings import closing_parts
