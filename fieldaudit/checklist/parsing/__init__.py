"""Reads an XForm into a Form."""

from fieldaudit.checklist.parsing.form import parse_form

__all__ = ["parse_form"]
