"""Short names of months and days (CLDR, abbreviated, as in a date), by the language of a form."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Months from January and days from Monday.
_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "en": ("Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec", "Mon|Tue|Wed|Thu|Fri|Sat|Sun"),
    "es": ("ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic", "lun|mar|mié|jue|vie|sáb|dom"),
    "fr": ("janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.", "lun.|mar.|mer.|jeu.|ven.|sam.|dim."),
    "pt": ("jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez.", "seg.|ter.|qua.|qui.|sex.|sáb.|dom."),
    "ar": (
        "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
        "الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد",
    ),
    "hi": ("जन॰|फ़र॰|मार्च|अप्रैल|मई|जून|जुल॰|अग॰|सित॰|अक्टू॰|नव॰|दिस॰", "सोम|मंगल|बुध|गुरु|शुक्र|शनि|रवि"),
    "ne": (
        "जनवरी|फेब्रुअरी|मार्च|अप्रिल|मे|जुन|जुलाई|अगस्ट|सेप्टेम्बर|अक्टोबर|नोभेम्बर|डिसेम्बर",
        "सोम|मङ्गल|बुध|बिहि|शुक्र|शनि|आइत",
    ),
    "bn": ("জানু|ফেব|মার্চ|এপ্রি|মে|জুন|জুল|আগ|সেপ|অক্টো|নভে|ডিসে", "সোম|মঙ্গল|বুধ|বৃহস্পতি|শুক্র|শনি|রবি"),
    "id": ("Jan|Feb|Mar|Apr|Mei|Jun|Jul|Agu|Sep|Okt|Nov|Des", "Sen|Sel|Rab|Kam|Jum|Sab|Min"),
    "th": (
        "ม.ค.|ก.พ.|มี.ค.|เม.ย.|พ.ค.|มิ.ย.|ก.ค.|ส.ค.|ก.ย.|ต.ค.|พ.ย.|ธ.ค.",
        "จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์",
    ),
    "vi": (
        "thg 1|thg 2|thg 3|thg 4|thg 5|thg 6|thg 7|thg 8|thg 9|thg 10|thg 11|thg 12",
        "Thứ 2|Thứ 3|Thứ 4|Thứ 5|Thứ 6|Thứ 7|CN",
    ),
    "my": ("ဇန်|ဖေ|မတ်|ဧ|မေ|ဇွန်|ဇူ|ဩ|စက်|အောက်|နို|ဒီ", "တနင်္လာ|အင်္ဂါ|ဗုဒ္ဓဟူး|ကြာသပတေး|သောကြာ|စနေ|တနင်္ဂနွေ"),
    "km": (
        "មករា|កុម្ភៈ|មីនា|មេសា|ឧសភា|មិថុនា|កក្កដា|សីហា|កញ្ញា|តុលា|វិច្ឆិកា|ធ្នូ",
        "ចន្ទ|អង្គារ|ពុធ|ព្រហ|សុក្រ|សៅរ៍|អាទិត្យ",
    ),
    "ur": (
        "جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر",
        "پیر|منگل|بدھ|جمعرات|جمعہ|ہفتہ|اتوار",
    ),
    "am": ("ጃን|ፌብ|ማርች|ኤፕሪ|ሜይ|ጁን|ጁላይ|ኦገስ|ሴፕቴ|ኦክቶ|ኖቬም|ዲሴም", "ሰኞ|ማክሰ|ረቡዕ|ሐሙስ|ዓርብ|ቅዳሜ|እሑድ"),
    "sw": (
        "Jan|Feb|Mac|Apr|Mei|Jun|Jul|Ago|Sep|Okt|Nov|Des",
        "Jumatatu|Jumanne|Jumatano|Alhamisi|Ijumaa|Jumamosi|Jumapili",
    ),
    "tl": ("Ene|Peb|Mar|Abr|May|Hun|Hul|Ago|Set|Okt|Nob|Dis", "Lun|Mar|Miy|Huw|Biy|Sab|Lin"),
    "ru": (
        "янв.|февр.|мар.|апр.|мая|июн.|июл.|авг.|сент.|окт.|нояб.|дек.",
        "пн|вт|ср|чт|пт|сб|вс",  # noqa: RUF001 - Cyrillic
    ),
    "tr": ("Oca|Şub|Mar|Nis|May|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara", "Pzt|Sal|Çar|Per|Cum|Cmt|Paz"),
    "zh": ("1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月", "周一|周二|周三|周四|周五|周六|周日"),
})  # fmt: skip
_SAME = MappingProxyType({"fil": "tl"})
_CODE = re.compile(r"(?:^|\()([a-z]{2,3})(?:[-_][A-Za-z0-9]+)*\)?$")


def code_of(language: str) -> str:
    """Give the code of a form's language, written `fr` or `Français (fr)`; else English."""
    match = _CODE.search(language.strip())
    code = "" if match is None else _SAME.get(match[1], match[1])
    return code if code in _NAMES else "en"


def month(number: int, language: str) -> str:
    """Give the short name of the month from 1 to 12."""
    return _NAMES[code_of(language)][0].split("|")[number - 1]


def weekday(number: int, language: str) -> str:
    """Give the short name of the day from 0 (Monday) to 6."""
    return _NAMES[code_of(language)][1].split("|")[number]
