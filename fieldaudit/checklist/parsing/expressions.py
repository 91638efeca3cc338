"""Turns the expressions and references of an XForm into Expression and Definition objects, noting what is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fieldaudit import errors
from fieldaudit.checklist.expressions import Expression
from fieldaudit.checklist.shapes import MARK, Shape, Shaped, shape_as_written, shape_of, take_out
from fieldaudit.checklist.xpath.code import Scope
from fieldaudit.checklist.xpath.lexer import MAX_LENGTH
from fieldaudit.checklist.xpath.parser import ExpressionError, parse
from fieldaudit.checklist.xpath.paths import follow
from fieldaudit.checklist.xpath.syntax import Call, Literal, Path, Syntax

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.parsing.names import Trouble

#: More than any form has.
MAX_EXPRESSIONS = 400_000
#: The way texts are referred to nearly always, read without a parser.
ITEXT = re.compile(r"jr:itext\('([^']*)'\)")


class Maker:
    """Makes expressions over one form; equal sources are parsed once."""

    def __init__(self, document: Definition, namespaces: Mapping[str, str], trouble: Trouble) -> None:
        self.document = document
        self.namespaces = namespaces
        self.trouble = trouble
        self.sources: dict[str, Shaped | None] = {}
        self.shapes: dict[str, Shape | None] = {}
        self.scopes: dict[tuple[Definition | None, Definition | None], Scope] = {}
        self.bind_ids: dict[str, str] = {}
        self.made = 0
        self.by_ref = {definition.ref: definition for definition in document.walk()}

    def scope(self, here: Definition | None, current: Definition | None = None) -> Scope:
        """Give the scope of an expression at `here`."""
        found = self.scopes.get((here, current))
        if found is None:
            found = self.scopes[here, current] = Scope(here, current or here, self.document, self.namespaces)
        return found

    def make(
        self, source: str, here: Definition | None, what: str, current: Definition | None = None
    ) -> Expression | None:
        """Parse `source`; what cannot be read is noted as a problem of `what`."""
        self.made += 1
        if self.made > MAX_EXPRESSIONS:
            self.trouble.refuse(
                f"It has more than {MAX_EXPRESSIONS} expressions; {what} is one more.", "Split it.", what
            )
            raise errors.FormRefused(name="", problems=self.trouble.problems)
        made = self.shaped(source, what)
        return None if made is None else Expression(source, made, self.scope(here, current))

    def text_id(self, name: str, here: Definition | None) -> Expression:
        """Give the expression that is a text id as it stands."""
        return Expression(name, Literal(name), self.scope(here))

    def tree(self, source: str, what: str) -> Syntax | None:
        """Parse `source`."""
        made = self.shaped(source, what)
        return None if made is None else made.tree()

    def shaped(self, source: str, what: str) -> Shaped | None:
        """Parse `source` once, and each shape once."""
        if source in self.sources:
            return self.sources[source]
        text, places = take_out(source, self.by_ref) if len(source) <= MAX_LENGTH else (source, ())
        if text not in self.shapes:
            self.shapes[text] = self._parse(text, source, what)
        shape = self.shapes[text]
        found = None if shape is None else Shaped(shape, places)
        self.sources[source] = found
        return found

    def _parse(self, text: str, source: str, what: str) -> Shape | None:
        try:
            shape = shape_as_written(source) if MARK in source else shape_of(text)
        except ExpressionError as error:
            reason = _reason(source, error)
            self.trouble.refuse(
                f"The expression “{source[:200]}” of {what} cannot be read: {reason}", "Correct it.", what
            )
            return None
        for problem in shape.problems:
            self.trouble.refuse(f"In the expression “{source[:200]}” of {what}: {problem}", "Correct it.", what)
        return shape

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


def _reason(source: str, error: ExpressionError) -> ExpressionError:
    """Give the reason with the positions of the text as it is written, not of its shape."""
    try:
        parse(source)
    except ExpressionError as written:
        return written
    return error


def itext_id(expression: Expression) -> Expression | None:
    """Give the text id of `jr:itext(...)` as an expression, None when it is another expression."""
    tree = expression.tree
    if not isinstance(tree, Call) or tree.name != "jr:itext" or len(tree.arguments) != 1:
        return None
    argument = tree.arguments[0]
    source = argument.value if isinstance(argument, Literal) else expression.source
    return Expression(source, argument, expression.scope)
