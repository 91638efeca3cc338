"""`fieldaudit sites`: add, import, list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.field import sites

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output


def add(options: argparse.Namespace, output: Output) -> None:
    """Add one site."""
    with open_home(options) as vault:
        site = sites.add_site(vault, sites.NewSite(options.name, options.party, options.country))
    output.result({"site": site}, f"Added {options.name}: {site}")


def import_csv(options: argparse.Namespace, output: Output) -> None:
    """Add the sites of a CSV file, or none of them."""
    with open_home(options) as vault:
        added = sites.import_csv(vault, Path(options.file))
    output.result(
        {"added": len(added.new), "known": len(added.known)},
        f"{len(added.new)} sites added, {len(added.known)} were here already.",
    )


def list_all(options: argparse.Namespace, output: Output) -> None:
    """Print every site."""
    with open_home(options) as vault:
        rows = sites.list_sites(vault)
    for row in rows:
        output.result(
            {"site": row.id, "name": row.name, "party": row.party, "country": row.country},
            f"{row.id}  {row.name} ({row.party}{', ' + row.country if row.country else ''})",
        )
    if not rows:
        output.say("There are no sites yet. Add one with: fieldaudit sites add --name NAME")
