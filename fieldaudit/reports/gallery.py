"""Photos in rows, each with its caption, its time and the start of its hash."""

import io

from reportlab.platypus import Flowable, Image, Spacer, Table, TableStyle

from fieldaudit.reports import theme
from fieldaudit.reports.data import Photo
from fieldaudit.reports.photos import pixels_only
from fieldaudit.reports.text import text
from fieldaudit.reports.wording import Wording

_ROW = 3
_GAP = 8.0
_TALLEST = 132.0
_SHORT_HASH = 12
_LONGEST_CAPTION = 160


def gallery(photos: tuple[Photo, ...], words: Wording, width: float) -> list[Flowable]:
    """Rows of up to three photos; one that cannot be shown leaves a labelled frame."""
    each = (width - _GAP * (_ROW - 1)) / _ROW
    rows = [photos[start : start + _ROW] for start in range(0, len(photos), _ROW)]
    return [_row([_cell(photo, words, each) for photo in row], each) for row in rows]


def _row(cells: list[list[Flowable]], each: float) -> Flowable:
    filled = [*cells, *[[] for _ in range(_ROW - len(cells))]]
    made = Table([filled], colWidths=[each + _GAP] * (_ROW - 1) + [each])
    sides = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-2, -1), _GAP)]
    last = [("RIGHTPADDING", (-1, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    space = [("TOPPADDING", (0, 0), (-1, -1), 4), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)]
    made.setStyle(TableStyle([*sides, *last, *space]))
    return made


def _cell(photo: Photo, words: Wording, width: float) -> list[Flowable]:
    caption = photo.caption if len(photo.caption) <= _LONGEST_CAPTION else photo.caption[: _LONGEST_CAPTION - 1] + "…"
    detail = [words.time(photo.taken)] if photo.taken else []
    detail.append(f"{words('sha')} {photo.sha256[:_SHORT_HASH]}")
    return [
        _picture(photo, words, width),
        Spacer(0, 3),
        text(caption, theme.style(8)),
        text("\n".join(detail), theme.SMALL),
    ]


def _picture(photo: Photo, words: Wording, width: float) -> Flowable:
    if not photo.media_type.startswith("image/"):
        return _frame(words("photo_other"), words, width)
    decoded = pixels_only(photo.data)
    if decoded is None:
        return _frame(words("photo_broken"), words, width)
    data, wide, high = decoded
    scale = min(width / wide, _TALLEST / high)
    return Image(io.BytesIO(data), width=wide * scale, height=high * scale, hAlign="LEFT")


def _frame(sentence: str, words: Wording, width: float) -> Flowable:
    made = Table(
        [[[text(sentence, theme.style(8, bold=True)), text(words("photo_kept"), theme.SMALL)]]], colWidths=[width]
    )
    made.setStyle(
        TableStyle([("BOX", (0, 0), (-1, -1), 0.8, theme.BORDER), ("BACKGROUND", (0, 0), (-1, -1), theme.PANEL)])
    )
    return made
