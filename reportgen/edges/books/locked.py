"""Encrypted workbooks, opened with the passwords that the plan names. Needs the extra ``passwords``."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from reportgen.edges import codes
from reportgen.edges.books.guard import Limits, refuse
from reportgen.edges.books.kinds import is_zip

_SPINS = re.compile(rb'spinCount="(\d+)"')
_MOST_SPINS = 1_000_000  # Excel writes 100,000; more would make every password take seconds


def opened(data: bytes, passwords: Sequence[str], limits: Limits) -> bytes:
    """Return the workbook that one of *passwords* opens; `Unreadable` where none does."""
    if is_zip(data):
        from reportgen.edges.books import locked_odf

        return locked_odf.opened(data, passwords, limits)
    try:
        import msoffcrypto
    except ImportError:
        raise refuse(codes.FILE_ENCRYPTED, tried="，而本机没有装解密组件（reportgen[passwords]）") from None
    spins = _SPINS.search(data)
    if spins is not None and int(spins[1]) > _MOST_SPINS:
        raise refuse(codes.FILE_ENCRYPTED, tried="，加密参数异常")
    for password in passwords:
        out = io.BytesIO()
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(data))
            checked = {"verify_password": True} if file.format == "ooxml" else {}  # .xls always checks
            file.load_key(password=password, **checked)
            file.decrypt(out)
        except Exception:  # noqa: BLE001 - a wrong password or a broken file makes the library fail in any way
            continue
        if out.getvalue():
            return out.getvalue()
    raise refuse(codes.FILE_ENCRYPTED, tried="，方案里的密码打不开它")
