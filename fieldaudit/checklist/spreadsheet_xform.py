"""Write the plain audit columns, the translated advice and the kept columns into an XForm that pyxform has made."""

from collections.abc import Iterable, Mapping

from lxml import etree

from fieldaudit.checklist.audit_columns import NAMESPACE, RowAudit
from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_extra import Writer
from fieldaudit.checklist.spreadsheet_pyxform import ROW_MARK
from fieldaudit.checklist.spreadsheet_rows import Row

XFORMS = "http://www.w3.org/2002/xforms"


def write_audit(
    xform: str, rows: Iterable[RowAudit], extras: Mapping[int, Row], default_language: str, problems: list[Problem]
) -> bytes:
    """Return the XForm's bytes with every row's audit attributes on its bind and its advice among the translations.

    `extras` holds by row the cells of the columns that have no meaning; they are written beside (see `Writer`).
    """
    tree = etree.fromstring(xform.encode(), _parser())
    binds = {str(bind.attrib.pop(_ours(ROW_MARK), "")): bind for bind in tree.iter(f"{{{XFORMS}}}bind")}
    for audit in rows:
        bind = binds.get(str(audit.row))
        if bind is not None:
            _write(tree, bind, audit, default_language, problems)
        elif audit.says_something():
            message = "The audit columns of this row have no place in the form."
            problems.append(Problem("survey", audit.row, "", message, "Move them to a question, or empty the cells."))
    writer = Writer(translations(tree, default_language), default_language) if extras else None
    for row, cells in extras.items():
        bind = binds.get(str(row))
        if bind is not None and writer is not None:
            writer.write(bind, cells)
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _ours(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _write(
    tree: etree._Element, bind: etree._Element, audit: RowAudit, default_language: str, problems: list[Problem]
) -> None:
    for name in audit.expressions:
        attribute = _ours(name.replace("_", "-"))
        bind.set(attribute, " ".join(bind.get(attribute, "").split()))  # pyxform pads what it expands
    for name, text in audit.texts.items():
        bind.set(_ours(name), text)
    if audit.declassify:
        bind.set(_ours("declassify"), "yes")
    if audit.advice:
        _write_advice(tree, bind, audit, default_language, problems)


def _write_advice(
    tree: etree._Element, bind: etree._Element, audit: RowAudit, default_language: str, problems: list[Problem]
) -> None:
    identity = f"{bind.get('nodeset')}:advice"
    known = translations(tree, default_language)
    fallback = default_language if default_language in known else next(iter(known))
    advice = {language or fallback: text for language, text in audit.advice.items()}
    problems.extend(_language_problems(audit, set(advice), set(known)))
    for language, translation in known.items():
        if language in advice:
            text = etree.SubElement(translation, f"{{{XFORMS}}}text", id=identity)
            etree.SubElement(text, f"{{{XFORMS}}}value").text = advice[language]
    bind.set(_ours("advice"), f"jr:itext('{identity}')")


def translations(tree: etree._Element, default_language: str) -> dict[str, etree._Element]:
    """Return the form's translations by language, adding one to a form that has none."""
    itext = tree.find(f".//{{{XFORMS}}}itext")
    if itext is None:
        model = next(tree.iter(f"{{{XFORMS}}}model"))
        itext = etree.Element(f"{{{XFORMS}}}itext")
        model.insert(0, itext)
        etree.SubElement(itext, f"{{{XFORMS}}}translation", lang=default_language, default="true()")
    return {translation.get("lang", ""): translation for translation in itext}


def _language_problems(audit: RowAudit, given: set[str], known: set[str]) -> Iterable[Problem]:
    for language in sorted(given - known):
        advice = f"Name the column after one of the form's languages: {', '.join(sorted(known))}."
        message = f"The form has no language '{language}'."
        yield Problem("survey", audit.row, f"advice::{language}", message, advice)
    for language in sorted(known - given):
        message = f"There is no advice in {language}."
        yield Problem("survey", audit.row, f"advice::{language}", message, "Translate it.", "warning")
