"""From a formula's text to its tokens; full-width punctuation and digits are read like half-width."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


class FormulaError(ValueError):
    """A text that is no formula. ``position`` counts characters from 1; the message is Chinese."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"公式第{position}个字符处：{message}")
        self.message = message
        self.position = position


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # number | text | field | word | sign | end
    text: str
    position: int


_HALF_WIDTH = (
    str.maketrans("（），＋－＊／＝＜＞＆．；", "(),+-*/=<>&.;")
    | {
        ord("≤"): "<=",
        ord("≥"): ">=",
        ord("≠"): "<>",
        ord("×"): "*",
        ord("÷"): "/",
        ord("−"): "-",
        ord("　"): " ",
    }
    | {ord("０") + n: str(n) for n in range(10)}
)
_CLOSING_QUOTE = {'"': '"', "“": "”", "＂": "＂"}
_CLOSING_BRACKET = {"[": "]", "［": "］"}
_SIGNS = ("<=", ">=", "<>", "+", "-", "*", "/", "&", "=", "<", ">", "(", ")", ",")


def tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        char = text[at].translate(_HALF_WIDTH)
        if char.isspace():
            at += 1
        elif text[at] in _CLOSING_QUOTE:
            token, at = _quoted(text, at)
            yield token
        elif text[at] in _CLOSING_BRACKET:
            token, at = _bracketed(text, at)
            yield token
        elif char == "." and not text[at + 1 : at + 2].translate(_HALF_WIDTH).isdecimal():
            yield Token("sign", ".", at + 1)
            at += 1
        elif (char.isdecimal() and char.isascii()) or char == ".":
            end = _run(text, at, lambda c: (c.isascii() and c.isdecimal()) or c == ".")
            number = text[at:end].translate(_HALF_WIDTH)
            if number.count(".") > 1 or number == ".":
                raise FormulaError(f"“{text[at:end]}”不是数字", at + 1)
            yield Token("number", number, at + 1)
            at = end
        elif char.isalpha() or char == "_":
            end = _run(text, at, lambda c: c.isalnum() or c == "_")
            yield Token("word", text[at:end], at + 1)
            at = end
        else:
            token, at = _sign(text, at)
            yield token
    yield Token("end", "", len(text) + 1)


def _run(text: str, at: int, belongs: Callable[[str], bool]) -> int:
    while at < len(text) and belongs(text[at].translate(_HALF_WIDTH)):
        at += 1
    return at


def _quoted(text: str, start: int) -> tuple[Token, int]:
    """A text in quotes; the closing quote doubled stands for itself, as in Excel."""
    quote = _CLOSING_QUOTE[text[start]]
    content, at = "", start + 1
    while at < len(text):
        if text[at] != quote:
            content += text[at]
            at += 1
        elif text[at : at + 2] == quote * 2:
            content += quote
            at += 2
        else:
            return Token("text", content, start + 1), at + 1
    raise FormulaError(f"文字没有结束的引号（{quote}）", start + 1)


def _bracketed(text: str, start: int) -> tuple[Token, int]:
    bracket = _CLOSING_BRACKET[text[start]]
    end = text.find(bracket, start)
    if end < 0:
        raise FormulaError(f"字段名没有结束的方括号（{bracket}）", start + 1)
    name = text[start + 1 : end].strip()
    if not name:
        raise FormulaError("方括号里没有字段名", start + 1)
    return Token("field", name, start + 1), end + 1


def _sign(text: str, start: int) -> tuple[Token, int]:
    """An operator, read after widths are unified; ``≤`` is one character, ``<=`` two."""
    first = text[start].translate(_HALF_WIDTH)
    pair = first + text[start + 1 : start + 2].translate(_HALF_WIDTH)
    if pair in _SIGNS and len(first) == 1:
        return Token("sign", pair, start + 1), start + 2
    if first in _SIGNS:
        return Token("sign", first, start + 1), start + 1
    if first == ";":
        raise FormulaError("参数之间用逗号隔开", start + 1)
    if first == "%":
        raise FormulaError("不用百分号：百分比以百分数计，6.5% 写作 6.5", start + 1)
    raise FormulaError(f"不认识的符号“{text[start]}”", start + 1)
