"""Withdrawn consents with what each machine says: erased, or not confirmed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Label, Pill, clear, column, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.desktop.audits.withdrawn_lines import MachineLine, WithdrawnLine


class WithdrawnList(QWidget):
    """One block for each withdrawal; nothing where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = column(gap=SPACE_2)
        self.setLayout(self._lines)
        self.hide()

    def show_lines(self, lines: Sequence[WithdrawnLine]) -> None:
        """Show these."""
        clear(self._lines)
        for line in lines:
            self._lines.addLayout(row(Label(self._title(line), bold=True, wrap=True), self._pill(line), gap=SPACE_2))
            for words, warned in self._said(line):
                self._lines.addWidget(Label(words, wrap=True, tone="major" if warned else None))
        self.setHidden(not lines)

    def _title(self, line: WithdrawnLine) -> str:
        day = wording.day(line.when)
        if line.about:
            return self.tr("Withdrawn {day}: {about}").format(day=day, about=line.about)
        return self.tr("Withdrawn {day}").format(day=day)

    def _pill(self, line: WithdrawnLine) -> Pill:
        if not line.open:
            return Pill(self.tr("Erased everywhere"), "good", icon="check")
        words = self.tr("1 not confirmed") if line.open == 1 else self.tr("{count} not confirmed")
        return Pill(words.format(count=line.open), "major")

    def _said(self, line: WithdrawnLine) -> list[tuple[str, bool]]:
        """Return a sentence of those that have erased it and one for each that has not said so; True where it warns."""
        done = [self._done(machine) for machine in line.machines if machine.said != "open"]
        found = [(self.tr("Erased: {places}.").format(places=", ".join(done)), False)] if done else []
        return found + [(self._open(machine), True) for machine in line.machines if machine.said == "open"]

    def _place(self, machine: MachineLine) -> str:
        if machine.here:
            return self.tr("this computer")
        return self.tr("head office") if machine.office else self.tr("computer of {name}").format(name=machine.name)

    def _done(self, machine: MachineLine) -> str:
        day = wording.day(machine.since) if machine.since else ""
        place = self._place(machine)
        if machine.said == "removed":
            return self.tr("{place} (all of the audit removed)").format(place=place)
        return self.tr("{place} ({day})").format(place=place, day=day) if day else place

    def _open(self, machine: MachineLine) -> str:
        place = self._place(machine)
        if machine.lost:
            return self.tr("Not confirmed: {place}. It was lost and cannot say so any more.").format(place=place)
        if machine.why == "traces":
            return self.tr(
                "Not confirmed: {place}. Its disk is full: free some, then lock and open the vault again."
            ).format(place=place)
        if machine.why == "waits":
            words = self.tr("Not confirmed: {place}. A package waits in the intake that may hold it.")
            return words.format(place=place)
        return self.tr("Not yet confirmed: {place}.").format(place=place)
