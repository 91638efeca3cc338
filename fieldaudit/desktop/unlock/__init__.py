"""The unlock screen: one focused field between a person and their vault."""

from __future__ import annotations
