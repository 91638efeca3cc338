"""What an import says about a package: a state, one sentence, one next step."""

from __future__ import annotations

from dataclasses import dataclass

TAKEN_IN, DUPLICATE, APPLIED = "taken_in", "duplicate", "applied"


@dataclass(frozen=True)
class TakenIn:
    """The outcome of importing one package.

    `state` is taken_in, applied (in the field), duplicate, or the state of a PackageRefused; `package` is the digest of
    the manifest, or of the file when there is none to believe; `held` says that a sealed copy waits in quarantine.
    `part_of` is the set that the file, or the package joined from it, belongs to, when it came in parts.
    `events` counts what was new here; `released` are packages that waited and could follow this one.
    """

    state: str
    reason: str
    next_step: str = ""
    package: str = ""
    sender: str = ""
    fingerprint: str = ""
    sequence: int = 0
    purpose: str = ""
    audits: tuple[str, ...] = ()
    events: int = 0
    messages: tuple[str, ...] = ()
    held: bool = False
    part_of: str = ""
    released: tuple[TakenIn, ...] = ()

    @property
    def entered(self) -> bool:
        """Whether something of the package came in now, be it without what a person has to decide about."""
        return self.state in (TAKEN_IN, APPLIED) or self.events > 0

    @property
    def accepted(self) -> bool:
        """Whether the package is in, now or before."""
        return self.state in (TAKEN_IN, DUPLICATE, APPLIED)
