"""pyxform's conversion without the file that it writes on the way: a form's words pass through no temporary folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyxform.builder import create_survey_element_from_dict
from pyxform.validators.pyxform.iana_subtags.validation import get_languages_with_bad_tags
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import get_xlsform

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_CODE = (
    "The following language declarations do not contain valid machine-readable codes: {languages}."
    " Learn more: http://xlsform.org#multiple-language-support"
)


def convert(definition: Mapping[str, Any], root: str, warnings: list[str]) -> str:
    """Return the XForm of the sheets, whose instance is called `root`; does what `pyxform.xls2xform.convert` does.

    `warnings` takes what pyxform says by the way; raises what it raises.
    """
    book = get_xlsform(dict(definition))
    said = workbook_to_json(
        workbook_dict=book, form_name=root, fallback_form_name=book.fallback_form_name, warnings=warnings
    )
    survey = create_survey_element_from_dict(said)
    made = f'<?xml version="1.0"?>{survey.xml().toxml()}'
    strange = get_languages_with_bad_tags(survey._translations) if survey._translations else []  # noqa: SLF001 - no other way to them
    if strange:
        warnings.append(_NO_CODE.format(languages=", ".join(strange)))
    return made
