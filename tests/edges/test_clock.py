from __future__ import annotations

import pytest

from reportgen.edges import clock


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("2025-11-06T18:00:00+08:00", "2025-11-06T18:00:00+08:00"),
        ("2025-11-06T10:00:00+00:00", "2025-11-06T18:00:00+08:00"),
        ("2025-11-06 18:00", "2025-11-06T18:00:00+08:00"),
        ("2025/11/06", "2025-11-06T23:59:59+08:00"),
        ("2025-11-6", "2025-11-06T23:59:59+08:00"),
        ("2025/11/6 9:05", "2025-11-06T09:05:00+08:00"),
        ("2025年11月6日", "2025-11-06T23:59:59+08:00"),
        ("2025年11月6日18时", "2025-11-06T18:00:00+08:00"),
        ("2025年11月6日18时30分", "2025-11-06T18:30:00+08:00"),
    ],
)
def test_parse_time(typed: str, understood: str):
    assert clock.parse_time(typed, "+08:00").isoformat() == understood


@pytest.mark.parametrize("typed", ["十月底", "", "2025-13-01", "2025-02-30", "2025-11-06 25:00", "20251106x"])
def test_parse_time__nonsense(typed: str):
    with pytest.raises(ValueError):
        clock.parse_time(typed, "+08:00")


def test_now__is_in_the_plans_zone():
    moment = clock.now("+08:00")
    assert moment.utcoffset() is not None
    assert moment.utcoffset().total_seconds() == 8 * 3600
    assert moment.microsecond == 0
