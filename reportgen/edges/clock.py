"""The clock and the plan's time zone: the only place that knows what time it is."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone, tzinfo


def zone(offset: str) -> tzinfo:
    """Return the time zone of *offset* as plans write it (+08:00); `ValueError` if it is none."""
    shifted = datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo
    if shifted is None:
        raise ValueError(offset)
    return shifted


def now(offset: str) -> datetime:
    """Return the present time in the plan's zone, whole seconds."""
    return datetime.now(timezone(timedelta())).astimezone(zone(offset)).replace(microsecond=0)


def parse_time(text: str, offset: str) -> datetime:
    """Return the time that a user typed, in the plan's zone; `ValueError` if it is none.

    ``2025-11-06T18:00:00+08:00``, ``2025-11-06 18:00`` (the plan's zone) and ``2025-11-06`` (the day's
    end) are understood.
    """
    cleaned = text.strip().replace("/", "-")
    moment = datetime.fromisoformat(cleaned)
    if len(cleaned) <= 10:
        moment = datetime.combine(moment.date(), time(23, 59, 59))
    local = zone(offset)
    return moment.replace(tzinfo=local) if moment.tzinfo is None else moment.astimezone(local)
