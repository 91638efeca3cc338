"""What lies in a client pack for its reader: how to check it, with commands to copy, and a script that does it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit import assets
from fieldaudit.exchange import client_pack_answers
from fieldaudit.exchange.client_pack_lines import INCLUDED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FOLDER = "client-pack"
_EVENT = "(printf 'fieldaudit event 1\\n'; cat closing/{line}.line) | sha256sum | cut -c1-64"
_PAYLOAD = "(printf 'fieldaudit payload 1\\n'; cat closing/{line}.salt closing/{line}.payload) | sha256sum | cut -c1-64"
_DIGEST = (
    'while IFS= read -r line || [ -n "$line" ]; do'
    " printf 'fieldaudit event 1\\n%s' \"$line\" | sha256sum | cut -c1-64; done < events/{line}.lines"
    " | LC_ALL=C sort | (printf 'fieldaudit covers 1\\n'; cat) | sha256sum | cut -c1-64"
)

_ANSWER_PAYLOAD = "(printf 'fieldaudit payload 1\\n'; cat {name}.salt {name}.payload) | sha256sum | cut -c1-64"
_ASKED = """7. What the site's representative said of this closing, each time, oldest first,
   signed by the computer that it was written down on; each answer names those
   before it ("earlier"), so that none can be left out behind a later one.
"""
_SEAT = (
    'grep \'"kind":"closing.site"\' {name}.line | grep -q "\\"seat\\":\\"$(openssl pkey -pubin -in answer.pub'
    ' -outform DER | sha256sum | cut -c1-32)\\"" && echo "{name}.line: seat fits"'
)
_SIGNED = (
    "openssl x509 -in {name}.pem -out answer.pub",
    "SSL_CERT_DIR=/dev/null openssl verify -no_check_time -no-CAfile -no-CApath -CAfile ca.pem answer.pub",
    "openssl x509 -in {name}.pem -noout -subject",
    "openssl x509 -in {name}.pem -pubkey -noout -out answer.pub",
    "openssl dgst -sha256 -verify answer.pub -signature {name}.sig {name}.line",
    _SEAT,
)
_COMPLETE = (
    "(for one in $(cat closing/answers/*.payload | grep -o '\"earlier\":\\[[^]]*\\]' | grep -o '[0-9a-f]\\{64\\}');"
    " do for line in closing/answers/*.line; do (printf 'fieldaudit event 1\\n'; cat \"$line\") | sha256sum"
    ' | cut -c1-64; done | grep -q "$one" || exit 1; done) && echo "closing/answers: none that is named is missing"'
)


def checker() -> bytes:
    """Return the script that checks an unpacked pack with nothing but Python's standard library."""
    return (assets.folder("resources") / _FOLDER / "check.py").read_bytes()


def text(audit: str, audience: str, closing: str, answers: Sequence[bool]) -> bytes:
    """Return README.txt of a pack; `answers` says of each answer of the site whether it is signed."""
    template = (assets.folder("resources") / _FOLDER / "README.txt").read_text("utf-8")
    shown = INCLUDED[audience]
    filled = {
        "AUDIENCE": f"the {audience}",
        "AUDIT": audit,
        "CLOSING": closing,
        "CHAIN": "".join(_chain(shown)),
        "ANSWERS": "".join(_answers(answers)),
        "LINES": "".join(_finds("lines", _DIGEST.format(line=one), f"closing/{one}.payload") for one in shown),
    }
    for name, value in filled.items():
        template = template.replace(f"@{name}@", value)
    return template.encode()


def _chain(shown: tuple[str, ...]) -> list[str]:
    after, said = "closing", []
    for one in reversed(shown):
        said.append(_finds("prev", _EVENT.format(line=one), f"closing/{after}.line"))
        said.append(_finds("commit", _PAYLOAD.format(line=one), f"closing/{one}.line"))
        after = one
    return said


def _answers(signed: Sequence[bool]) -> Iterator[str]:
    """Yield step 7: what the site said, each time, and that nothing that was said before is missing."""
    if not signed:
        yield "7. Nothing is here that the site's representative said of this closing.\n"
        return
    yield _ASKED
    for number, proven in enumerate(signed, start=1):
        name = client_pack_answers.name(number)
        yield "\n" + _finds("commit", _ANSWER_PAYLOAD.format(name=name), f"{name}.line")
        yield _finds("closing", _EVENT.format(line="closing"), f"{name}.payload")
        yield f'    grep -o \'"answer":"[a-z]*"\' {name}.payload\n'
        if proven:
            yield from (f"    {command.format(name=name)}\n" for command in _SIGNED)
        else:
            yield "   An older program wrote this one and did not sign it: it stands on the word of the maker alone.\n"
    yield f"\n    {_COMPLETE}\n"


def _finds(name: str, command: str, where: str) -> str:
    """Return a command that says so when the file `where` gives `name` the value that `command` prints, else fails."""
    return f'    grep -q "\\"{name}\\":\\"$( {command})\\"" {where} && echo "{where}: {name} fits"\n'
