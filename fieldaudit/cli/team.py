"""`fieldaudit team`: one audit by several people, without head office near."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli.exchange import say_written
from fieldaudit.cli.opened import open_home
from fieldaudit.cli.output import write_file
from fieldaudit.errors import FileUnwritable, ReasonMissing, TeamRefused
from fieldaudit.exchange import colleagues, membership
from fieldaudit.field import team

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output
    from fieldaudit.exchange.colleagues import Colleague
    from fieldaudit.vault import Vault

_COMPARE = "Compare these words by voice with what their own computer shows: fieldaudit status"


def card(options: argparse.Namespace, output: Output) -> None:
    """Write this seat's card for a colleague: its certificate, nothing secret."""
    out = Path(options.out)
    with open_home(options) as vault:
        data, me = colleagues.own_card(vault), membership.member(vault)
        path = out / colleagues.card_name(me.name) if out.is_dir() else out
        if path.exists():
            raise FileUnwritable(path=path, reason="there is already a file of this name")
        write_file(path, data)
    output.result(
        {"card": str(path), "name": me.name, "fingerprint": me.fingerprint},
        f"Wrote {path}: the card of {me.name}.\nFingerprint: {me.fingerprint}",
    )


def show(options: argparse.Namespace, output: Output) -> None:
    """Say whose card a file is, or who is in the team of an audit and does which section."""
    with open_home(options) as vault:
        if Path(options.what_of).is_file():
            _say_card(colleagues.read_card(vault, Path(options.what_of)), output)
        else:
            _say_team(team.team_of(vault, options.what_of), output)


def share(options: argparse.Namespace, output: Output) -> None:
    """Bring a colleague into the team of an audit, and give them sections."""
    with open_home(options) as vault:
        who = _colleague(vault, options.person)
        now = team.team_of(vault, options.audit)
        _say_team(team.share(vault, options.audit, who, team.find_sections(now, options.section)), output)


def lead(options: argparse.Namespace, output: Output) -> None:
    """Hand the lead over to somebody of the team, or take it over with a reason."""
    with open_home(options) as vault:
        me = membership.member(vault)
        seat = _seat(team.team_of(vault, options.audit), options.person, me.seat)
        if seat != me.seat:
            now = team.hand_over(vault, options.audit, seat)
        elif not options.reason:
            raise ReasonMissing(what="taking over the lead")
        else:
            now = team.take_over(vault, options.audit, options.reason)
        _say_team(now, output)


def leave(options: argparse.Namespace, output: Output) -> None:
    """Let somebody be in the team no more; what they wrote stays theirs."""
    with open_home(options) as vault:
        now = team.team_of(vault, options.audit)
        _say_team(team.leave(vault, options.audit, _seat(now, options.person, vault.seat)), output)


def send(options: argparse.Namespace, output: Output) -> None:
    """Write what a colleague does not have of an audit, sealed to them."""
    with open_home(options) as vault:
        who = colleagues.find(vault, options.person)
        written = team.send(
            vault, options.audit, who, Path(options.out), again=options.again, max_size=options.max_size
        )
    for package in written.packages():
        say_written(package, output, to=who.name)


def _colleague(vault: Vault, named: str) -> Colleague:
    path = Path(named)
    return colleagues.read_card(vault, path) if path.is_file() else colleagues.find(vault, named)


def _seat(now: team.Team, named: str, me: str) -> str:
    """Return the seat of somebody of the team, named as it is shown; raises TeamRefused."""
    matching = [one.seat for one in now.people if named in (one.name, one.seat, one.fingerprint)]
    if named == "me":
        return me
    if len(matching) != 1:
        raise TeamRefused(reason=f"nobody called {named} is in it")
    return matching[0]


def _say_card(who: Colleague, output: Output) -> None:
    output.result(
        {"name": who.name, "role": who.role, "branch": who.branch, "fingerprint": who.fingerprint, "until": who.until},
        f"{who.name}, {who.role}, {who.branch}; certified until {who.until}.\n"
        f"Fingerprint: {who.fingerprint}\n{_COMPARE}",
    )


def _say_team(now: team.Team, output: Output) -> None:
    people = [
        {
            "name": one.name,
            "fingerprint": one.fingerprint,
            "leads": one.leads,
            "left": one.left,
            "sections": [part.number for part in now.sections_of(one.seat)],
            "sent": one.sent,
            "came": one.came,
            "news": one.news,
        }
        for one in now.people
    ]
    output.result({"audit": now.audit, "lead": now.lead_name, "people": people}, "\n".join(_lines(now)))


def _when(time: str) -> str:
    return f"{time[:16].replace('T', ' ')} UTC" if time else "never"


def _lines(now: team.Team) -> list[str]:
    if not now.people:
        return ["Nobody shares this audit."]
    lines = []
    for one in now.people:
        does = ", ".join(f"{part.number} {part.title}" for part in now.sections_of(one.seat))
        marks = [word for word, holds in (("leads", one.leads), ("you", one.me), ("left the team", one.left)) if holds]
        who = f"{one.name} ({', '.join(marks)})" if marks else one.name
        lines.append(f"{who}: {does or 'no sections of their own'}")
        if not one.me and not one.left:
            lines.append(f"  last written for them: {_when(one.sent)}; last came from them: {_when(one.came)}")
        if one.trouble:
            lines.append(f"  {one.trouble}")
    free = [f"{part.number} {part.title}" for part in now.parts if not part.seat]
    return [*lines, f"Anybody's: {', '.join(free)}"] if free else lines
