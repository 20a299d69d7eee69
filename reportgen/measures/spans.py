"""Data periods as units write them (1—9月, 上半年, 前三季度): which is later, which are the same."""

from __future__ import annotations

import re
import unicodedata

_DASHES = re.compile(r"[‐‑‒–—―−－~～至到]")
_YEAR = re.compile(r"(?:^|[^\d])?((?:19|20)\d{2})年?")
_WORDS = {
    "前三季度": "1-9月", "三季度累计": "1-9月", "上半年": "1-6月", "1季度": "1-3月", "第1季度": "1-3月",
    "全年": "1-12月", "年度": "1-12月",
}  # fmt: skip
_QUARTERS = str.maketrans("一二三四", "1234")
_QUARTER = re.compile(r"第?([1-4])季度|[Qq]([1-4])")
_MONTH = re.compile(r"(\d{1,2})(?=月|$)")


def same(one: str, other: str) -> bool:
    """Whether two data periods are the same; a blank one is that of the value beside it."""
    return not one or not other or _bare(one) == _bare(other)


def order(text: str, year: int) -> tuple[int, int]:
    """Return (year, last month) of a data period; *year* where it names none, month 0 where it says none."""
    named = _YEAR.search(_plain(text))
    in_year = int(named[1]) if named else year
    bare = _bare(text)
    quarter = _QUARTER.search(bare)
    if quarter:
        return in_year, 3 * int(quarter[1] or quarter[2])
    months = _MONTH.findall(bare)
    if months:
        return in_year, int(months[-1])
    return in_year, 12 if named and not bare else 0


def _plain(text: str) -> str:
    return _DASHES.sub("-", "".join(unicodedata.normalize("NFKC", text).split()))


def _bare(text: str) -> str:
    """The text without its year, in one way of writing."""
    bare = _YEAR.sub("", _plain(text)).lstrip("-").replace("月份", "月").replace("月-", "-")
    bare = re.sub(r"(^|-)0(\d)", r"\1\2", bare)
    if bare in _WORDS:
        return _WORDS[bare]
    numbered = bare.translate(_QUARTERS)
    return _WORDS.get(numbered, numbered)
