"""Where the bundled forms and resources lie: beside the package in a checkout, inside it when installed."""

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def folder(name: Literal["forms", "resources"]) -> Path:
    """Return the folder of bundled `forms` or `resources`."""
    installed = _PACKAGE / "_assets" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
