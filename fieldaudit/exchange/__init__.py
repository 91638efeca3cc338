"""Packages, receipts, enrolment and intake: what leaves a machine and what is believed on arrival."""
