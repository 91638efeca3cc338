"""The pages that name who audited: a few on the first, everybody with their sections on the method's."""

import dataclasses
import re

import pypdfium2
from reports_sample import ARABIC, source

from fieldaudit.reports import audit_report, cover, profile
from fieldaudit.reports.data import Person
from fieldaudit.reports.wording import Wording

LEAD = Person("Amina Rahman", "lead", "site")
BILAL = Person("Bilal Haque", "auditor", "site", ("Fire and exits", "HEADOFFICEONLY red flags"))
CHANDRA = Person("Chandra Das", "auditor", "site", ("HEADOFFICEONLY red flags",))


def pages(*auditors, audience="site", language="en"):
    visit = dataclasses.replace(source().visit, auditors=auditors)
    data = profile(dataclasses.replace(source(), visit=visit, language=language), audience)
    document = pypdfium2.PdfDocument(audit_report(data, audience))
    found = [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in document]
    document.close()
    return found


def test_the_first_page_names_the_lead_as_such_and_the_method_who_did_what():
    first, second, *_ = pages(LEAD, BILAL, CHANDRA)
    assert "Lead auditor Amina Rahman" in first
    assert "Auditors Bilal Haque Chandra Das" in first
    assert "Who audited Name Role Sections" in second
    assert "Bilal Haque Auditor Fire and exits Chandra Das Auditor The sections that nobody was given" in second


def test_a_section_is_named_only_where_the_report_holds_it():
    assert "HEADOFFICEONLY" not in " ".join(pages(LEAD, BILAL, CHANDRA))
    assert "Chandra Das Auditor HEADOFFICEONLY red flags" in pages(LEAD, BILAL, CHANDRA, audience="headoffice")[1]


def test_one_auditor_alone_stands_among_the_facts_and_in_no_table():
    found = " ".join(pages(dataclasses.replace(LEAD, function="auditor")))
    assert "Amina Rahman, Auditor" in found
    assert "Who audited" not in found


def test_a_team_that_shared_nothing_out_has_no_column_for_it():
    found = pages(LEAD, dataclasses.replace(BILAL, sections=()))
    assert "Who audited Name Role Amina Rahman Lead auditor Bilal Haque Auditor" in found[1]


def test_of_a_long_list_the_first_page_names_four_and_says_where_all_are_named():
    many = [Person(f"Auditor with a rather long family name {n}", "auditor", "site") for n in range(60)]
    found = pages(LEAD, *many)
    assert "and 56 more, named under “How it was done”" in found[0]
    everything = " ".join(found)
    assert all(person.name in everything for person in many)
    assert "How it was done" in found[1]  # the cover is one page still


def test_a_name_that_runs_to_the_left_turns_none_of_the_others_around():
    people = (LEAD, dataclasses.replace(BILAL, name=ARABIC), BILAL, CHANDRA)
    assert cover._auditors(people, Wording("en"))[1][1].split("\n") == [ARABIC, "Bilal Haque", "Chandra Das"]


def test_an_arabic_name_is_written_and_a_spanish_report_says_who_led():
    found = pages(dataclasses.replace(LEAD, name=ARABIC), BILAL, language="es")
    assert "Auditor responsable" in found[0]
    assert "Quiénes auditaron Nombre Rol Secciones" in found[1]
