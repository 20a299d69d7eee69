"""统一社会信用代码 and 项目代码: what their characters must satisfy."""

from __future__ import annotations

import re
from operator import mul

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {c: n for n, c in enumerate(_ALPHABET)}
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY_VALUES = {c: int(c, 36) for c in _ALPHABET}
_PROJECT = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")
USCC_LENGTH = 18


def uscc_fault(code: str) -> str:
    """Return why an 18-character *code* is no valid 统一社会信用代码, "" if it is one.

    GB 32100-2015 (18th character) and GB 11714 (17th); both must be right.
    """
    values = [_VALUES.get(c, -1) for c in code]
    if -1 in values:
        wrong = sorted({c for c in code if c not in _VALUES})
        return f"含有不允许的字符 {'、'.join(wrong)}（不用 I、O、S、V、Z）"
    if not code[2:8].isdigit():
        return "第 3—8 位应为行政区划数字"
    if _body_check(code[8:16]) != code[16]:
        return "第 17 位（组织机构代码校验码）不符"
    if _ALPHABET[-sum(map(mul, values, _WEIGHTS)) % 31] != code[17]:
        return "第 18 位（校验码）不符"
    return ""


def _body_check(body: str) -> str:
    return "0123456789X0"[11 - sum(map(mul, map(_BODY_VALUES.__getitem__, body), _BODY_WEIGHTS)) % 11]


def is_project_code(text: str) -> bool:
    """Whether *text* has the form of a 项目代码 (发改投资〔2020〕1439号); its check digit is not public."""
    return bool(_PROJECT.fullmatch(text))
