"""Codes for firms and projects that exist nowhere and yet pass every check."""

from __future__ import annotations

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(number: int) -> str:
    """Return the 统一社会信用代码 of the fictional firm *number*, both check characters right (GB 32100, GB 11714)."""
    body = f"MAEX{number:04d}"
    total = sum(int(c, 36) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True))
    code = "91430624" + body + "0123456789X0"[11 - total % 11]
    return code + _ALPHABET[-sum(_ALPHABET.index(c) * w for c, w in zip(code, _WEIGHTS, strict=True)) % 31]


def project_code(number: int) -> str:
    """Return the 项目代码 of the fictional project *number*."""
    return f"2501-430624-04-01-9900{number:02d}"
