"""Things that a person does in an audit of the small form, for random sequences of them."""

import io

from field_world import standing
from PIL import Image

from fieldaudit.errors import AnswerRefused
from fieldaudit.field.findings import withdraw

CLEAR, SEEN, BLOCKED, OPEN = (f"/data/fire/{name}" for name in ("exits_clear", "seen", "blocked", "open_doors"))
SAID, PASSPORT = "/data/voices/said", "/data/voices/holds_passport"


def photo(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(out, "PNG")
    return out.getvalue()


DEEDS = {
    "seen": lambda work, n: work.answer(SEEN, str(n)),
    "blocked": lambda work, n: work.answer(BLOCKED, str(n % 4)),
    "clear": lambda work, n: work.answer(CLEAR, ["yes", "no", "unable", ""][n % 4]),
    "said": lambda work, n: work.answer(SAID, f"words {n}"),
    "skip": lambda work, n: work.skip([CLEAR, SEEN][n % 2], f"reason {n}"),
    "note": lambda work, n: work.note(CLEAR, f"note {n}"),
    "photo": lambda work, n: work.attach(CLEAR, photo((n * 20, 0, 0)), "exit.png"),
    "take photo": lambda work, n: work.detach(CLEAR, work.attachments(CLEAR)[0].blob, f"reason {n}"),
    "add": lambda work, _: work.add_repeat("/data/floor"),
    "name": lambda work, n: work.answer(f"/data/floor[{n % 3 + 1}]/floor_name", f"floor {n}"),
    "remove": lambda work, n: work.remove_repeat(f"/data/floor[{n % 3 + 1}]"),
    "withdraw": lambda work, n: _withdraw(work, f"It was mended {n}."),
}


def _withdraw(work, reason):
    withdraw(work.vault, next(iter(standing(work).values())), reason)
    work.reload()
    return work.settle()


def do(work, deed, number):
    """Do one thing; False where it was refused or said nothing new."""
    before = len(work.vault.events(work.id))
    try:
        DEEDS[deed](work, number)
    except (AnswerRefused, IndexError, StopIteration):
        return False
    return len(work.vault.events(work.id)) > before
