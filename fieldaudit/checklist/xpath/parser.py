"""Parses an expression into its syntax tree (XPath 1.0, section 3), within bounds that hostile forms cannot pass."""

from __future__ import annotations

from fieldaudit.checklist.xpath.lexer import ExpressionError, Token, tokenize
from fieldaudit.checklist.xpath.syntax import (
    DESCEND,
    PARENT,
    SELF,
    Call,
    Chain,
    Literal,
    Negate,
    Number,
    Path,
    Step,
    Syntax,
    Test,
)

__all__ = ["ExpressionError", "parse"]

MAX_DEPTH = 80
_PRECEDENCE = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6, "|": 8,
}  # fmt: skip
_UNARY = 7
_AXES = frozenset({
    "ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following",
    "following-sibling", "namespace", "parent", "preceding", "preceding-sibling", "self",
})  # fmt: skip
_NODE_TYPES = {"node": "node", "text": "text", "comment": "comment", "processing-instruction": "pi"}
_STEP_STARTS = frozenset({"@", ".", ".."})


def parse(source: str) -> Syntax:
    """Parse `source`; raises ExpressionError with one sentence."""
    parser = _Parser(tokenize(source))
    tree = parser.expression(1)
    if parser.token.kind != "end":
        raise parser.unexpected()
    return tree


class _Parser:
    """A cursor over tokens; each method reads one production."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.token = tokens[0]

    def advance(self) -> Token:
        token = self.token
        self.at += 1
        self.token = self.tokens[self.at]
        return token

    def is_symbol(self, text: str) -> bool:
        return self.token.kind == "symbol" and self.token.text == text

    def at_slash(self) -> bool:
        return self.token.kind == "symbol" and self.token.text in {"/", "//"}

    def take(self, text: str) -> bool:
        if self.is_symbol(text):
            self.advance()
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.take(text):
            raise self.unexpected(f"“{text}” is missing")

    def unexpected(self, what: str = "") -> ExpressionError:
        if self.token.kind == "end":
            return ExpressionError(f"The expression ends too early{what and f': {what}'}.")
        reason = what or f"“{self.token.text}” does not belong here"
        return ExpressionError(f"{reason[0].upper()}{reason[1:]}, at character {self.token.at + 1}.")

    def expression(self, lowest: int) -> Syntax:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"The expression nests more than {MAX_DEPTH} levels deep.")
        left = self.operand()
        while (precedence := self.operator()) >= lowest:
            left = self.chain(left, precedence)
        self.depth -= 1
        return left

    def operator(self) -> int:
        if self.token.kind in {"operator", "symbol"}:
            return _PRECEDENCE.get(self.token.text, 0)
        return 0

    def chain(self, first: Syntax, precedence: int) -> Syntax:
        rest: list[tuple[str, Syntax]] = []
        while self.operator() == precedence:
            sign = self.advance().text
            rest.append((sign, self.expression(precedence + 1)))
        return Chain(first, tuple(rest))

    def operand(self) -> Syntax:
        if not self.is_symbol("-"):
            return self.path()
        minus = 0
        while self.take("-"):
            minus += 1
        operand = self.expression(_UNARY)
        return Negate(operand) if minus % 2 else Negate(Negate(operand))

    def path(self) -> Syntax:
        if self.at_slash():
            return self.absolute()
        if self.starts_step():
            return Path(absolute=False, steps=tuple(self.relative([])))
        base = self.primary()
        predicates = self.predicates()
        if not self.at_slash():
            return Path(absolute=False, steps=(), base=base, base_predicates=predicates) if predicates else base
        steps = [DESCEND] if self.advance().text == "//" else []
        return Path(absolute=False, steps=tuple(self.relative(steps)), base=base, base_predicates=predicates)

    def absolute(self) -> Syntax:
        steps = [DESCEND] if self.advance().text == "//" else []
        if steps or self.starts_step():
            steps = self.relative(steps)
        return Path(absolute=True, steps=tuple(steps))

    def starts_step(self) -> bool:
        if self.token.kind == "star":
            return True
        if self.token.kind == "symbol":
            return self.token.text in _STEP_STARTS
        if self.token.kind != "name":
            return False
        following = self.tokens[self.at + 1]
        is_call = following.kind == "symbol" and following.text == "("
        return not is_call or self.token.text in _NODE_TYPES

    def relative(self, steps: list[Step]) -> list[Step]:
        steps.append(self.step())
        while self.at_slash():
            if self.advance().text == "//":
                steps.append(DESCEND)
            steps.append(self.step())
        return steps

    def step(self) -> Step:
        axis = "child"
        if self.token.kind == "symbol":
            if self.take("."):
                return self.dotted(SELF)
            if self.take(".."):
                return self.dotted(PARENT)
            if self.take("@"):
                axis = "attribute"
        elif self.token.kind == "name" and self.tokens[self.at + 1].text == "::":
            axis = self.advance().text
            self.advance()
            if axis not in _AXES:
                raise ExpressionError(f"There is no axis “{axis}”.")
        test = self.test()
        return Step(axis, test, self.predicates())

    def dotted(self, step: Step) -> Step:
        predicates = self.predicates()
        return Step(step.axis, step.test, predicates) if predicates else step

    def test(self) -> Test:
        if self.token.kind == "star":
            self.advance()
            return Test("any")
        if self.token.kind != "name":
            raise self.unexpected()
        name = self.advance().text
        if self.is_symbol("(") and name in _NODE_TYPES:
            return self.node_type(_NODE_TYPES[name])
        if name.endswith(":*"):
            return Test("prefix", name[:-2])
        return Test("name", name)

    def node_type(self, kind: str) -> Test:
        self.expect("(")
        argument = self.advance().text[1:-1] if kind == "pi" and self.token.kind == "literal" else ""
        self.expect(")")
        return Test(kind, argument)

    def predicates(self) -> tuple[Syntax, ...]:
        predicates = []
        while self.take("["):
            predicates.append(self.expression(1))
            self.expect("]")
        return tuple(predicates)

    def primary(self) -> Syntax:
        if self.token.kind == "number":
            return Number(float(self.advance().text))
        if self.token.kind == "literal":
            return Literal(self.advance().text[1:-1])
        if self.take("("):
            inner = self.expression(1)
            self.expect(")")
            return inner
        if self.token.kind == "name" and self.tokens[self.at + 1].text == "(":
            return self.call()
        if self.is_symbol("$"):
            raise ExpressionError("Variables ($name) have no meaning in a form.")
        raise self.unexpected()

    def call(self) -> Syntax:
        name = self.advance().text
        self.expect("(")
        arguments: list[Syntax] = []
        if not self.take(")"):
            arguments.append(self.expression(1))
            while self.take(","):
                arguments.append(self.expression(1))
            self.expect(")")
        return Call(name, tuple(arguments))
