"""Short names of months and days (CLDR, abbreviated) in the languages that forms of this field are written in most."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MONTHS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    "pt": ("jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."),
    "ar": (
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
    ),
    "hi": ("जन॰", "फ़र॰", "मार्च", "अप्रैल", "मई", "जून", "जुल॰", "अग॰", "सित॰", "अक्तू॰", "नव॰", "दिस॰"),
})  # fmt: skip
_DAYS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "pt": ("seg.", "ter.", "qua.", "qui.", "sex.", "sáb.", "dom."),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "hi": ("सोम", "मंगल", "बुध", "गुरु", "शुक्र", "शनि", "रवि"),
})  # fmt: skip
_CODE = re.compile(r"(?:^|\()([a-z]{2})(?:[-_][A-Za-z0-9]+)*\)?$")


def code_of(language: str) -> str:
    """Give the two-letter code of a form's language, written `fr` or `Français (fr)`; English where it says none."""
    match = _CODE.search(language.strip())
    return match[1] if match is not None and match[1] in _MONTHS else "en"


def month(number: int, language: str) -> str:
    """Give the short name of the month from 1 to 12."""
    return _MONTHS[code_of(language)][number - 1]


def weekday(number: int, language: str) -> str:
    """Give the short name of the day from 0 (Monday) to 6."""
    return _DAYS[code_of(language)][number]
