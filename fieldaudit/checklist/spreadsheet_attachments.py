"""Find the media and lists that a form names, beside the form's file."""

import re
from pathlib import Path

from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_rows import read_bounded

LISTS = (".csv", ".xml", ".geojson")
LONGEST_NAME = 255  # bytes, on every file system that matters
MAX_TOGETHER = 256 * 1024 * 1024
_ADDRESS = re.compile(rb"jr://(?:file|file-csv|images|image|audio|video)/([^\"'<>]+)")


def find_attachments(path: Path, xform: bytes, problems: list[Problem]) -> dict[str, bytes]:
    """Return name -> content of every file that `xform` names by a jr:// address; note those that are missing.

    They are looked for in the form's folder, its `media` folder, and `NAME-media` beside the form.
    """
    folders = [path, path / "media"] if path.is_dir() else [path.with_name(f"{path.stem}-media"), path.parent]
    found: dict[str, bytes] = {}
    for name in sorted({match.decode().strip() for match in _ADDRESS.findall(xform)}):
        file = next((folder / name for folder in folders if _is_plain(name) and (folder / name).is_file()), None)
        if file is None:
            problems.append(_missing(name, folders[0]))
        else:
            found[name] = read_bounded(file)
    if sum(map(len, found.values())) > MAX_TOGETHER:
        problems.append(
            Problem(
                "", None, "", "The form's files are larger than 256 MB together.", "Use smaller pictures and videos."
            )
        )
    return found


def _is_plain(name: str) -> bool:
    return (
        name == Path(name).name
        and "\\" not in name
        and name not in {"", ".", ".."}
        and len(name.encode()) <= LONGEST_NAME
    )


def _missing(name: str, folder: Path) -> Problem:
    advice = f"Put it into the folder {folder.name}, or take it out of the form."
    if name.lower().endswith(LISTS):
        return Problem("", None, "", f"The list file {name} is missing.", advice)
    return Problem("", None, "", f"The picture, sound or video {name} is missing.", advice, "warning")
