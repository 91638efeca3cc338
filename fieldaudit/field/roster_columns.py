"""Which column of a roster says what: names in English as payrolls and agencies write them, matched forgivingly."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: What a roster can say of a worker, in the order in which it is asked for.
FIELDS = ("name", "identity", "employee", "nationality", "sex", "birth", "age", "job", "agency", "start")
_NAMES: Mapping[str, str] = {
    "name": "name,full name,worker name,worker,employee name,name of worker,name of employee,worker s name,"
    "employee s name,complete name,name in full,staff name",
    "identity": "identity,identity no,identity number,identity document,identity document no,identity document number,"
    "id,id no,id number,id card,id card no,id card number,national id,national id no,nid,nic,passport,passport no,"
    "passport number,ic no,ic number,document no,document number,iqama,iqama no,cnic,residence permit,permit no,"
    "work permit no,fin",
    "employee": "employee,employee no,employee number,employee id,employee code,emp no,emp id,emp code,staff no,"
    "staff id,staff number,payroll no,payroll number,worker no,worker id,worker number,badge,badge no,card no,clock no",
    "nationality": "nationality,country,citizenship,country of origin,home country,country of citizenship,origin,"
    "nation,source country",
    "sex": "sex,gender,m f,f m,sex m f,gender m f",
    "birth": "birth,date of birth,birth date,birthdate,birthday,dob,d o b,born,born on,year of birth,birth year,yob",
    "age": "age,age years,age in years,years of age,years old",
    "job": "job,job title,position,occupation,designation,role,function,work,trade,post",
    "agency": "agency,recruitment agency,labour agency,labor agency,employment agency,recruiter,supplier,agent,"
    "contractor,sub contractor,subcontractor,dispatch agency,labour contractor,labor contractor,agency name,"
    "manpower agency",
    "start": "start,start date,started,starting date,date of joining,joining date,join date,joined,doj,d o j,"
    "date joined,hire date,hired,date hired,date of hire,employed since,since,first day,entry date,date of entry,"
    "arrival,arrival date,commencement,commencement date",
}
_BY_NAME = {name: field for field, names in _NAMES.items() for name in names.split(",")}
_NUMBER = ("#", "№")


def plain(header: str) -> str:
    """Return a header as names are compared: lower case, words apart, nothing else."""
    text = header.casefold()
    for sign in _NUMBER:
        text = text.replace(sign, " no ")
    words = "".join(character if character.isalnum() else " " for character in text).split()
    words = ["no" if word in ("num", "nr", "nos") else word for word in words]
    return " ".join(words)


def doubles(headers: Sequence[str], fields: Sequence[str]) -> list[tuple[str, str]]:
    """Return the columns that are left out though they look like one that is taken, each with that one."""
    taken = {field: header for field, header in zip(fields, headers, strict=True) if field}
    looks = [
        (header, _BY_NAME.get(plain(header), "")) for header, field in zip(headers, fields, strict=True) if not field
    ]
    return [(header, taken[look]) for header, look in looks if look in taken]


def is_header(texts: Sequence[str]) -> bool:
    """Whether a row names columns: one of them the name, and another one or no other at all."""
    found = [field for field in guess(texts) if field]
    return "name" in found and (len(found) > 1 or sum(bool(text) for text in texts) == 1)


def guess(headers: Sequence[str]) -> tuple[str, ...]:
    """Return which field each column says, "" for none; of two columns for one field the first one does."""
    taken: set[str] = set()
    found = []
    for header in headers:
        field = _BY_NAME.get(plain(header), "")
        field = "" if field in taken else field
        taken.add(field)
        found.append(field)
    return tuple(found)
