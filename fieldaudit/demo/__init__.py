"""The whole loop between an auditor and head office, played on real parts, for the demo and the sample data."""

from fieldaudit.demo.play import Played, play

__all__ = ["Played", "play"]
