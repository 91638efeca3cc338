"""Columns that have no meaning for a form are kept in it: as attributes of the bind in a namespace of their own.

A plain column `notes` becomes `fac:notes="..."`; a column in languages (`notes::English (en)`) becomes a translated
text, and the attribute names it: `fac:notes="jr:itext('REF:column:notes')"`.
"""

import re
from collections.abc import Mapping

from lxml import etree

from fieldaudit.checklist.spreadsheet_columns import as_element, extra_columns
from fieldaudit.checklist.spreadsheet_rows import Row, Sheet

COLUMNS = "urn:fieldaudit:columns:1"
COLUMNS_PREFIX = "fac"
_XFORMS = "http://www.w3.org/2002/xforms"
_TEXT_ID = re.compile(r"jr:itext\('([^']*)'\)")


def extra_cells(survey: Sheet) -> dict[int, Row]:
    """Return by row the cells of the columns that have no meaning."""
    extra = extra_columns(survey)
    found = {row: {header: cells[header] for header in extra if header in cells} for row, cells in survey.numbered()}
    return {row: cells for row, cells in found.items() if cells}


class Writer:
    """Writes kept cells into binds; `translations` are the form's by language."""

    def __init__(self, translations: Mapping[str, etree._Element], default_language: str) -> None:
        self.translations = translations
        plain = default_language if default_language in translations else next(iter(translations))
        self.plain = plain

    def write(self, bind: etree._Element, cells: Row) -> None:
        """Write the kept cells of one row."""
        columns: dict[str, dict[str, str]] = {}
        for header, text in cells.items():
            name, language = self._split(header)
            columns.setdefault(as_element(name), {})[language] = text
        for name, texts in columns.items():
            attribute = f"{{{COLUMNS}}}{name}"
            if set(texts) == {""}:
                bind.set(attribute, texts[""])
            else:
                bind.set(attribute, f"jr:itext('{self._add(bind, name, texts)}')")

    def _split(self, header: str) -> tuple[str, str]:
        name, _, language = (part.strip() for part in header.partition("::"))
        return (name, language) if language in self.translations else (header, "")

    def _add(self, bind: etree._Element, name: str, texts: Mapping[str, str]) -> str:
        identity = f"{bind.get('nodeset')}:column:{name}"
        for language, text in texts.items():
            place = etree.SubElement(self.translations[language or self.plain], f"{{{_XFORMS}}}text", id=identity)
            etree.SubElement(place, f"{{{_XFORMS}}}value").text = text
        return identity


def read_extra(xform: bytes) -> dict[str, dict[str, dict[str, str]]]:
    """Return the kept columns of a form: ref -> column -> language ("" where it has none) -> text."""
    tree = etree.fromstring(xform, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    texts = _texts(tree)
    found: dict[str, dict[str, dict[str, str]]] = {}
    for bind in tree.iter(f"{{{_XFORMS}}}bind"):
        for attribute, value in bind.attrib.items():
            if str(attribute).startswith(f"{{{COLUMNS}}}"):
                identity = _TEXT_ID.fullmatch(str(value))
                column = found.setdefault(bind.get("nodeset", ""), {})
                name = etree.QName(attribute).localname
                column[name] = texts.get(identity[1], {}) if identity else {"": str(value)}
    return found


def _texts(tree: etree._Element) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = {}
    for translation in tree.iter(f"{{{_XFORMS}}}translation"):
        for text in translation.iter(f"{{{_XFORMS}}}text"):
            value = text.find(f"{{{_XFORMS}}}value")
            texts.setdefault(text.get("id", ""), {})[translation.get("lang", "")] = (
                "" if value is None else value.text or ""
            )
    return texts
