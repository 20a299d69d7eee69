"""The plan as of a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from reportgen.plan.versions import as_of
from tests.plan.sample import sample, sample_text, understood


def test_change__holds_from_its_day_on() -> None:
    plan = sample()
    assert as_of(plan, date(2025, 6, 30)) is plan
    changed = as_of(plan, date(2025, 7, 1))
    assert changed.targets[0].value == Decimal(7)
    assert changed.milestones == plan.milestones
    assert changed.fingerprint != plan.fingerprint
    assert changed.place("targets", "T01", "value") == plan.place("targets", "T01", "value")


def test_change__may_be_named_by_sheet_and_heading() -> None:
    assert as_of(sample(), date(2025, 9, 1)).milestones[0].due == date(2025, 12, 31)


def test_later_change__wins_whatever_the_order_in_the_file() -> None:
    earlier = (
        "  - {section: targets, item: T01, attribute: value, since: 2025-03-01, value: 5, reason: 初定}\nwordings:"
    )
    plan = understood(sample_text().replace("wordings:", earlier))[0]
    assert as_of(plan, date(2025, 12, 31)).targets[0].value == Decimal(7)
    assert as_of(plan, date(2025, 4, 1)).targets[0].value == Decimal(5)
