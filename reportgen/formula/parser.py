"""From tokens to a formula's tree (operator precedence parser)."""

from __future__ import annotations

import difflib
from decimal import Decimal

from reportgen.formula.functions import FUNCTIONS
from reportgen.formula.tokens import FormulaError, Token, tokens
from reportgen.formula.tree import (
    AGGREGATES,
    COMPARISON_SIGNS,
    HERE,
    Call,
    Constant,
    Here,
    Node,
    Operation,
    Ref,
)

_MOST_TOKENS = 300
"""More would be no condition that anybody can read; it also bounds the depth of evaluation."""
_BINDING = {**dict.fromkeys(COMPARISON_SIGNS, 1), "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}
_WILDCARDS = frozenset("*?~")


def parse(text: str) -> Node:
    """Return the tree of *text*; `FormulaError` says in Chinese what is wrong and where."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens: list[Token] = []
        for token in tokens(text):
            self._tokens.append(token)
            if len(self._tokens) > _MOST_TOKENS:
                raise FormulaError("公式太长，请拆成几条", token.position)
        self._next = 0

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

    def _is_sign(self, text: str) -> bool:
        return self._peek.kind == "sign" and self._peek.text == text

    def _expression(self, binding: int) -> Node:
        left = self._operand()
        while self._peek.kind == "sign" and _BINDING.get(self._peek.text, 0) > binding:
            sign = self._take()
            left = _operation(sign, left, self._expression(_BINDING[sign.text]))
        return left

    def _operand(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return Constant(Decimal(token.text))
        if token.kind == "text":
            return Constant(token.text)
        if token.kind == "field":
            return self._reference(token)
        if token.kind == "word":
            return self._word(token)
        if token.text in ("+", "-"):
            inner = self._expression(_BINDING["*"])
            return inner if token.text == "+" else Operation("-", Constant(Decimal(0)), inner, token.position)
        if token.text == "(":
            node = self._expression(0)
            self._close(token)
            return node
        if token.kind == "end":
            raise FormulaError("公式没有写完", token.position)
        raise FormulaError(f"“{token.text}”前缺少字段、数字或文字", token.position)

    def _word(self, token: Token) -> Node:
        name = token.text.upper()
        if name in ("TRUE", "FALSE"):
            return Constant(name == "TRUE")
        if token.text == HERE:
            return Here(token.position)
        if name in FUNCTIONS or self._is_sign("("):
            return self._call(name, token)
        return self._reference(token)

    def _reference(self, first: Token) -> Ref:
        """A field's name, or a path to it: 上期[字段], 表名[字段], 各单位.表名[字段]."""
        words = [first.text]
        while self._is_sign(".") or self._peek.kind == "field":
            if self._is_sign("."):
                self._take()
            if self._peek.kind not in ("field", "word"):
                raise FormulaError(f"“{'.'.join(words)}”后面应为表名或字段，如 {words[0]}[字段]", self._peek.position)
            words.append(self._take().text)
        return Ref(tuple(words[:-1]), words[-1], first.position)

    def _call(self, name: str, token: Token) -> Node:
        function = FUNCTIONS.get(name)
        if name == "TODAY":
            raise FormulaError("不用 TODAY：同一份表哪天打开结果都应一样，请用 期末（本期最后一天）", token.position)
        if function is None:
            near = difflib.get_close_matches(name, FUNCTIONS, 1)
            hint = f"，是否为 {near[0]}" if near else f"；可用的函数：{'、'.join(FUNCTIONS)}"
            raise FormulaError(f"不认识函数“{token.text}”{hint}", token.position)
        if not self._is_sign("("):
            raise FormulaError(f"{name} 后面应为括号，如 {name}(…)", token.position)
        arguments = self._arguments(self._take())
        if not function.least <= len(arguments) <= function.most:
            raise FormulaError(f"{name} 应有{function.count}个参数，现有{len(arguments)}个", token.position)
        call = Call(name, tuple(arguments), token.position)
        _check_columns(call)
        return call

    def _arguments(self, opening: Token) -> list[Node]:
        arguments: list[Node] = []
        if self._is_sign(")"):
            self._take()
            return arguments
        while True:
            arguments.append(self._expression(0))
            if self._is_sign(","):
                self._take()
                continue
            self._close(opening)
            return arguments

    def _close(self, opening: Token) -> None:
        if not self._is_sign(")"):
            raise FormulaError("这个“(”没有对应的“)”", opening.position)
        self._take()


def _operation(sign: Token, left: Node, right: Node) -> Node:
    """A comparison with "" asks whether the other side is blank."""
    for one, other in ((left, right), (right, left)):
        if sign.text in COMPARISON_SIGNS and isinstance(one, Constant) and one.value == "":
            if sign.text not in ("=", "<>"):
                raise FormulaError("与空文字只能比较是否相等", sign.position)
            blank = Call("ISBLANK", (other,), sign.position)
            return blank if sign.text == "=" else Call("NOT", (blank,), sign.position)
    if isinstance(left, Here) or isinstance(right, Here):
        raise FormulaError(f"“{HERE}”只能写在 COUNTIF 的第二个参数里，如 COUNTIF([字段], {HERE})", sign.position)
    return Operation(sign.text, left, right, sign.position)


def _check_columns(call: Call) -> None:
    """A whole column and a row's own values do not go together in one aggregate; COUNTIF counts in a column."""
    if call.name == "COUNTIF":
        column, wanted = call.arguments
        if not isinstance(column, Ref):
            raise FormulaError(f"COUNTIF 的第一个参数应为字段，如 COUNTIF([字段], {HERE})", call.position)
        if isinstance(wanted, Constant) and isinstance(wanted.value, str) and _WILDCARDS & set(wanted.value):
            raise FormulaError("COUNTIF 不用通配符 * ? ~，请写完整的内容", call.position)
        return
    if any(isinstance(a, Here) for a in call.arguments):
        raise FormulaError(f"“{HERE}”只能写在 COUNTIF 的第二个参数里", call.position)
    whole = [a for a in call.arguments if isinstance(a, Ref) and a.path]
    if call.name in AGGREGATES and whole and len(whole) < len(call.arguments):
        raise FormulaError(f"{call.name} 里不能既有整列又有本行的字段，请分开写", call.position)
