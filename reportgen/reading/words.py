"""Texts as people paste them, made comparable: two ways of cleaning and the words that mean nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(
    "_x000[dD]_|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_BLANKS = re.compile(r"\s+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－─﹣", "-") | {"〜": "~", "～": "~", "〇": "零"})
_QUOTES = str.maketrans("", "", "“”\"‘’'「」『』《》*")

NOTHING_WORDS = frozenset(
    (
        "无",
        "暂无",
        "没有",
        "未开展",
        "未发生",
        "不涉及",
        "空",
        "-",
        "--",
        "---",
        "/",
        "//",
        "\\",
        "n/a",
        "na",
        "none",
        "null",
    )
)
"""What people type where there is nothing to say, as `plainly` writes it."""
_LONGEST_NOTHING = max(map(len, NOTHING_WORDS))
SAME_WORDS = frozenset(("同上", "〃", "″", "''", '"', "同前", "同上行"))


def clean(text: str) -> str:
    """Return *text* without invisible and control characters and blanks around it; line breaks stay."""
    if text.isprintable() and (text.isascii() or "_x000" not in text):
        return text.strip()
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    return text.replace("\xa0", " ").replace("\u3000", " ").strip()


@lru_cache(maxsize=8192)
def plainly(text: str) -> str:
    """Return *text* for parsing: NFKC, no blanks, one kind of dash, small letters."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", clean(text)).translate(_DASHES)).lower()


def half_width(text: str) -> str:
    """Return *text* in capital letters with half-width letters, digits and brackets and single blanks."""
    return " ".join(unicodedata.normalize("NFKC", clean(text)).translate(_DASHES).upper().split())


@lru_cache(maxsize=8192)
def loose(text: str) -> str:
    """Return *text* for recognising a heading, a name or an option: `plainly` and without quotes and stars."""
    return plainly(text).translate(_QUOTES).strip(":。.")


def means_nothing(text: str) -> bool:
    """Whether *text* is one of the words and strokes that stand for "nothing"."""
    if len(text) > _LONGEST_NOTHING and text.isalnum():
        return False  # letters only: none falls away when it is made comparable
    return plainly(text).strip("。.") in NOTHING_WORDS


def means_same(text: str) -> bool:
    """Whether *text* says "as above" (同上)."""
    return clean(text) in SAME_WORDS


def key_text(text: str) -> str:
    """Return *text* as part of a record's key: blanks out, full-width letters narrow, brackets full-width."""
    if text.isalnum() and unicodedata.is_normalized("NFKC", text):
        return text  # most are: nothing to clean, narrow or exchange
    narrow = _BLANKS.sub("", unicodedata.normalize("NFKC", clean(text)))
    return narrow.replace("(", "（").replace(")", "）")
