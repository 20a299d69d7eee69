"""Documents described as blocks: what a brief, a notice or a letter says, without any file.

Each block of a passage (`model.plan.BLOCKS`) is one module in ``blocks/``; `compose` puts them in order.
"""

from __future__ import annotations

from reportgen.brief.compose import (
    WRITERS,
    brief_document,
    compose,
    compose_all,
    compose_kind,
    notice_document,
)
from reportgen.brief.recipients import recipients
from reportgen.brief.sources import with_sources

__all__ = [
    "WRITERS",
    "brief_document",
    "compose",
    "compose_all",
    "compose_kind",
    "notice_document",
    "recipients",
    "with_sources",
]
