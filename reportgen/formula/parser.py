"""From tokens to a compiled formula (operator precedence parser)."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from reportgen.formula.functions import COMPARISONS, FUNCTIONS, Node, Values, binary, constant, lookup
from reportgen.formula.tokens import FormulaError, Token, tokens
from reportgen.model.values import Understood

_MOST_TOKENS = 300
"""More would be no condition that anybody can read; it also bounds the depth of evaluation."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled formula; ``fields`` are the names in brackets."""

    text: str
    fields: frozenset[str]
    _evaluate: Node = field(repr=False, compare=False)

    def evaluate(self, values: Values) -> Understood:
        """Return the result for *values*; a name that is missing counts as blank, None is "not judged"."""
        return self._evaluate(values)

    def holds(self, values: Values) -> bool:
        """Return whether the condition is TRUE for *values* (neither FALSE nor blank)."""
        return self._evaluate(values) is True


@lru_cache(maxsize=4096)
def compile_formula(text: str) -> Formula:
    """Return *text* compiled; `FormulaError` says in Chinese what is wrong and where."""
    parser = _Parser(text)
    node = parser.whole()
    return Formula(text, frozenset(parser.fields), node)


_BINDING = {"=": 1, "<>": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}


class _Parser:
    """Operator precedence (Pratt) parser: from tokens to nested functions of the values."""

    def __init__(self, text: str) -> None:
        self._tokens: list[Token] = []
        for token in tokens(text):
            self._tokens.append(token)
            if len(self._tokens) > _MOST_TOKENS:
                raise FormulaError("公式太长，请拆成几条", token.position)
        self._next = 0
        self.fields: set[str] = set()

    def whole(self) -> Node:
        if self._peek.kind == "end":
            raise FormulaError("公式是空的", 1)
        node = self._expression(0)
        if self._peek.kind != "end":
            raise FormulaError(f"这里不应出现“{self._peek.text}”，前面是否少了运算符或括号", self._peek.position)
        return node

    @property
    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += token.kind != "end"
        return token

    def _expression(self, binding: int) -> Node:
        first = self._peek
        left = self._operand()
        while self._peek.kind == "sign" and _BINDING.get(self._peek.text, 0) > binding:
            sign = self._take()
            second = self._peek
            right = self._expression(_BINDING[sign.text])
            if sign.text in COMPARISONS:
                for token in (first, second):
                    if token.kind == "text" and not token.text:
                        raise FormulaError("判断是否为空请用 ISBLANK([字段])", token.position)
            left = binary(sign.text, left, right)
        return left

    def _operand(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return constant(Decimal(token.text))
        if token.kind == "text":
            return constant(token.text)
        if token.kind == "field":
            self.fields.add(token.text)
            return lookup(token.text)
        if token.kind == "word":
            return self._word(token)
        if token.text in ("+", "-"):
            inner = self._expression(_BINDING["*"])
            return inner if token.text == "+" else binary("-", constant(Decimal(0)), inner)
        if token.text == "(":
            node = self._expression(0)
            self._close("(", token)
            return node
        if token.kind == "end":
            raise FormulaError("公式没有写完", token.position)
        raise FormulaError(f"“{token.text}”前缺少字段、数字或文字", token.position)

    def _word(self, token: Token) -> Node:
        name = token.text.upper()
        if name in ("TRUE", "FALSE"):
            return constant(name == "TRUE")
        function = FUNCTIONS.get(name)
        if function is None:
            near = difflib.get_close_matches(name, FUNCTIONS, 1)
            hint = f"，是否为 {near[0]}" if near else f"；字段名请写在方括号里，如 [{token.text}]，文字请加双引号"
            raise FormulaError(f"不认识“{token.text}”{hint}", token.position)
        if self._peek.text != "(" or self._peek.kind != "sign":
            raise FormulaError(f"{name} 后面应为括号，如 {name}(…)", token.position)
        arguments = self._arguments(self._take())
        if not function.least <= len(arguments) <= function.most:
            raise FormulaError(f"{name} 应有{function.count}个参数，现有{len(arguments)}个", token.position)
        return function.build(arguments)

    def _arguments(self, opening: Token) -> list[Node]:
        arguments: list[Node] = []
        if self._peek.text == ")" and self._peek.kind == "sign":
            self._take()
            return arguments
        while True:
            arguments.append(self._expression(0))
            if self._peek.kind == "sign" and self._peek.text == ",":
                self._take()
                continue
            self._close("(", opening)
            return arguments

    def _close(self, opening: str, token: Token) -> None:
        if self._peek.kind != "sign" or self._peek.text != ")":
            raise FormulaError(f"这个“{opening}”没有对应的“)”", token.position)
        self._take()
