"""The clock: the only place that knows what time it is, told in the plan's zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from reportgen.model.period import time_zone


def now(offset: str) -> datetime:
    """Return the present time in the plan's zone, whole seconds."""
    return datetime.now(timezone(timedelta())).astimezone(time_zone(offset)).replace(microsecond=0)


def parse_time(text: str, offset: str) -> datetime:
    """Return the time that a user typed, in the plan's zone; `ValueError` if it is none.

    ``2025-11-06T18:00:00+08:00``, ``2025-11-06 18:00`` (the plan's zone), ``2025-11-06`` (the day's end),
    ``2025/11/6 18:00`` and ``2025年11月6日18时`` are understood.
    """
    local = time_zone(offset)
    typed = _TYPED.fullmatch(text.strip())
    if typed is None:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=local) if moment.tzinfo is None else moment.astimezone(local)
    year, month, day = (int(typed[n]) for n in ("year", "month", "day"))
    if typed["hour"] is None:
        return datetime(year, month, day, 23, 59, 59, tzinfo=local)
    return datetime(year, month, day, int(typed["hour"]), int(typed["minute"] or 0), tzinfo=local)


_TYPED = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:\s*(?P<hour>\d{1,2})\s*[:：时点]\s*(?P<minute>\d{1,2})?\s*分?)?"
)
"""A time as people type it, to the minute."""
