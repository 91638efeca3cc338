"""Turns the expressions and references of an XForm into Expression and Definition objects, noting what is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fieldaudit.checklist.expressions import Expression
from fieldaudit.checklist.reads import functions_in
from fieldaudit.checklist.xpath.code import Scope
from fieldaudit.checklist.xpath.functions.registry import arity_problem
from fieldaudit.checklist.xpath.parser import ExpressionError, parse
from fieldaudit.checklist.xpath.paths import follow
from fieldaudit.checklist.xpath.syntax import Call, Literal, Path, Syntax

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.parsing.names import Trouble


#: The way texts are referred to nearly always, read without a parser.
_ITEXT = re.compile(r"jr:itext\('([^']*)'\)")


class Maker:
    """Makes expressions over one form; equal sources are parsed once."""

    def __init__(self, document: Definition, namespaces: Mapping[str, str], trouble: Trouble) -> None:
        self.document = document
        self.namespaces = namespaces
        self.trouble = trouble
        self.trees: dict[str, Syntax | None] = {}
        self.scopes: dict[tuple[int, int], Scope] = {}
        self.bind_ids: dict[str, str] = {}
        self.by_ref = {definition.ref: definition for definition in document.walk()}

    def scope(self, here: Definition | None, current: Definition | None = None) -> Scope:
        """Give the scope of an expression at `here`."""
        key = (id(here), id(current))
        found = self.scopes.get(key)
        if found is None:
            found = Scope(here, current or here, self.document, self.namespaces)
            self.scopes[key] = found
        return found

    def make(
        self, source: str, here: Definition | None, what: str, current: Definition | None = None
    ) -> Expression | None:
        """Parse `source`; what cannot be read is noted as a problem of `what`."""
        tree = self.tree(source, what)
        return None if tree is None else Expression(source, tree, self.scope(here, current))

    def tree(self, source: str, what: str) -> Syntax | None:
        """Parse `source` once."""
        if source not in self.trees:
            self.trees[source] = self._parse(source, what)
        return self.trees[source]

    def _parse(self, source: str, what: str) -> Syntax | None:
        text_id = _ITEXT.fullmatch(source)
        if text_id is not None:
            return Call("jr:itext", (Literal(text_id[1]),))
        try:
            tree = parse(source)
        except ExpressionError as error:
            self.trouble.refuse(
                f"The expression “{source[:200]}” of {what} cannot be read: {error}", "Correct it.", what
            )
            return None
        for call in functions_in(tree):
            problem = arity_problem(call)
            if problem:
                self.trouble.refuse(f"In the expression “{source[:200]}” of {what}: {problem}", "Correct it.", what)
        return tree

    def resolve(self, ref: str, here: Definition) -> Definition | None:
        """Give the definition that a reference means, whatever predicates it carries; None when there is none."""
        known = self.by_ref.get(ref)
        if known is not None:
            return known
        tree = self.tree(ref, ref)
        if not isinstance(tree, Path):
            return None
        return self._follow(tree, here)

    def resolve_items(self, nodeset: str, here: Definition) -> Definition | None:
        """Give the definition of an itemset's nodes where they are rows of the form itself."""
        tree = self.tree(nodeset, nodeset)
        while isinstance(tree, Call) and tree.name == "randomize" and tree.arguments:
            tree = tree.arguments[0]
        return self._follow(tree, here) if isinstance(tree, Path) else None

    def _follow(self, path: Path, here: Definition) -> Definition | None:
        if path.base is not None and not (isinstance(path.base, Call) and path.base.name == "current"):
            return None
        scope = self.scope(here)
        at: Definition | None = self.document if path.absolute else here
        for step in path.steps:
            at = follow(step, at, scope)
        return at


def itext_id(expression: Expression) -> Expression | None:
    """Give the text id of `jr:itext(...)` as an expression, None when it is another expression."""
    tree = expression.tree
    if not isinstance(tree, Call) or tree.name != "jr:itext" or len(tree.arguments) != 1:
        return None
    argument = tree.arguments[0]
    source = argument.value if isinstance(argument, Literal) else expression.source
    return Expression(source, argument, expression.scope)
