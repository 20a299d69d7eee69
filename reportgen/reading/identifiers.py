"""统一社会信用代码, 项目代码 and 行业代码: what their characters must satisfy."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import mul

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = bytes(ALPHABET.find(chr(code)) % 256 for code in range(256))
"""ASCII character → its value, 255 where it has none."""
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""Of the 18 characters, and of the eight before the 17th."""
_BODY_VALUES = bytes(int(c, 36) if (c := chr(code)) in ALPHABET else 0 for code in range(256))
_PROJECT = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")
USCC_LENGTH = 18
SECTIONS = (
    ("A", 1, "农、林、牧、渔业"), ("B", 6, "采矿业"), ("C", 13, "制造业"), ("D", 44, "电力、热力、燃气及水生产和供应业"),
    ("E", 47, "建筑业"), ("F", 51, "批发和零售业"), ("G", 53, "交通运输、仓储和邮政业"), ("H", 61, "住宿和餐饮业"),
    ("I", 63, "信息传输、软件和信息技术服务业"), ("J", 66, "金融业"), ("K", 70, "房地产业"), ("L", 71, "租赁和商务服务业"),
    ("M", 73, "科学研究和技术服务业"), ("N", 76, "水利、环境和公共设施管理业"), ("O", 80, "居民服务、修理和其他服务业"),
    ("P", 83, "教育"), ("Q", 84, "卫生和社会工作"), ("R", 86, "文化、体育和娱乐业"), ("S", 91, "公共管理、社会保障和社会组织"),
    ("T", 97, "国际组织"),
)  # fmt: skip
"""GB/T 4754-2017: the letter of each 门类, its first 大类 (they follow each other) and its name."""
LAST_DIVISION = 97
_INDUSTRY = re.compile(r"(?P<letter>[A-Z]?) *(?P<digits>[0-9]+)(?P<rest>.*)", re.DOTALL)
_BEHIND = re.compile(r"(?P<rest>[^0-9A-Z(]+)\(?(?P<letter>[A-Z]?) *(?P<digits>[0-9]+)\)?", re.DOTALL)


def uscc_fault(code: str) -> str:
    """Return why an 18-character *code* is no valid 统一社会信用代码, "" if it is one.

    GB 32100-2015 (18th character) and GB 11714 (17th); both must be right.
    """
    stored = code.encode("ascii", "replace")
    values = stored.translate(_VALUES)
    if max(values) >= len(ALPHABET):
        wrong = sorted({c for c in code if c not in ALPHABET})
        return f"含有不允许的字符 {'、'.join(wrong)}（不用 I、O、S、V、Z）"
    if not code[2:8].isdigit():
        return "第 3—8 位应为行政区划数字"
    if _body_check(stored[8:16]) != code[16]:
        return "第 17 位（组织机构代码校验码）不符"
    if ALPHABET[-sum(map(mul, values, WEIGHTS)) % 31] != code[17]:
        return "第 18 位（校验码）不符"
    return ""


def _body_check(body: bytes) -> str:
    return "0123456789X0"[11 - sum(map(mul, body.translate(_BODY_VALUES), BODY_WEIGHTS)) % 11]


def is_project_code(text: str) -> bool:
    """Whether *text* has the form of a 项目代码 (发改投资〔2020〕1439号); its check digit is not public."""
    return bool(_PROJECT.fullmatch(text))


def read_industry(text: str) -> tuple[str, str]:
    """Return (code and name as they should be written, why it is no 行业代码 or "") for *text* in half-width letters.

    GB/T 4754-2017: 大类, 中类 or 小类, two to four digits, with or without the letter of their 门类, before or behind a
    name: ``C3484 机械零部件加工``, ``C34``, ``3484``, ``机械零部件加工(3484)``. Whether a 中类 or 小类 of that number exists is
    not checked, only that its 大类 does and belongs to the letter.
    """
    found = _INDUSTRY.fullmatch(text) or _BEHIND.fullmatch(text)
    if found is None:
        own = next((f"，“{name}”是门类 {letter}" for letter, _, name in SECTIONS if text in (name, letter)), "")
        return text, f"没有两到四位数字的行业代码{own}"
    letter, digits, rest = found["letter"], found["digits"], found["rest"].strip(" -:、,.")
    if not 2 <= len(digits) <= 4 or rest[:1].isdigit():
        return text, "数字应为两位（大类）、三位（中类）或四位（小类）"
    division = int(digits[:2])
    if not 1 <= division <= LAST_DIVISION:
        return text, f"没有大类 {digits[:2]}"
    right, _, name = SECTIONS[bisect_right([first for _, first, _ in SECTIONS], division) - 1]
    if letter not in ("", right):
        return text, f"大类 {digits[:2]} 属于门类 {right}（{name}），不是 {letter}"
    return " ".join(part for part in (right + digits, rest) if part), ""
