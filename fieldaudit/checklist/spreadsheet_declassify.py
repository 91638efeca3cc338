"""The last look at a form before it is used: whatever reads a restricted answer is restricted or declassified.

The sheets' own check names the cell; this one sees the finished form, so it also holds for a ready-made XForm and for
paths written out without `${}`.
"""

from collections.abc import Iterator

from lxml import etree

from fieldaudit.checklist.audit_columns import NAMESPACE
from fieldaudit.checklist.expressions import Expression
from fieldaudit.checklist.form import Form
from fieldaudit.checklist.model import Bind
from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.reads import VALUE

RESTRICTED = "restricted"
ADVICE = "Give it the audience restricted, or declassify it when what comes out reveals nothing about the person."


def check_reads(form: Form) -> Iterator[Problem]:
    """Yield an error for each computed value or finding of a lower audience that reads a restricted answer."""
    open_binds = {ref: bind for ref, bind in form.binds.items() if bind.audience != RESTRICTED}
    for ref in declassified(form.xform):
        open_binds.pop(ref, None)
    for ref, bind in open_binds.items():
        for what, expression in [*_of_bind(bind), *_of_actions(form, ref)]:
            name = _restricted_read(form, expression)
            if name:
                message = f"The restricted answer {name} is read here, for readers of audience {bind.audience}."
                yield Problem("form", None, f"{what} of {ref}", message, ADVICE)


def declassified(xform: bytes) -> set[str]:
    """Return the refs whose bind says `fa:declassify="yes"`."""
    tree = etree.fromstring(xform, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    marked = f"{{{NAMESPACE}}}declassify"
    return {element.get("nodeset", "") for element in tree.iter("{*}bind") if element.get(marked) == "yes"}


def _of_bind(bind: Bind) -> Iterator[tuple[str, Expression]]:
    audit = bind.audit
    named = {
        "calculate": bind.calculate,
        "finding": audit and audit.finding,
        "severity": audit and audit.severity,
        "affected": audit and audit.affected,
        "sampled": audit and audit.sampled,
        "owner": audit and audit.owner,
        "due-days": audit and audit.due_days,
    }
    return ((what, expression) for what, expression in named.items() if expression)


def _of_actions(form: Form, ref: str) -> Iterator[tuple[str, Expression]]:
    return (("default", action.value) for action in form.actions if action.target.ref == ref and action.value)


def _restricted_read(form: Form, expression: Expression) -> str:
    reads = sorted(read.target.ref for read in expression.reads if read.mode == VALUE)
    return next((ref for ref in reads if ref in form.binds and form.binds[ref].audience == RESTRICTED), "")
