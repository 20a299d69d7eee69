"""What the plan demands, from its YAML alone: who owes which form by when, targets, lists. No code of reportgen."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

DAY = dt.timedelta(days=1)
_RHYTHMS = ("周", "旬", "月", "季")


class Plan:
    """The plan as plain data."""

    def __init__(self, path: Path) -> None:
        raw = YAML(typ="safe").load(path)
        self.raw: dict[str, Any] = raw
        self.header: dict[str, Any] = raw["header"]
        self.year: int = self.header["year"]
        self.settings = {s["key"]: str(s["value"]) for s in raw["settings"]}
        self.units = {u["name"]: u for u in raw["units"]}
        self.forms = {f["name"]: f for f in raw["forms"]}
        self.by_number = {f["number"]: f for f in raw["forms"]}
        self._groups = {g["name"]: g["members"] for g in raw["groups"]}
        self._days = {
            day: entry["kind"] == "上班"
            for entry in sorted(raw["calendar"], key=lambda e: e["kind"] == "上班")
            for day in _days(entry["first"], entry["last"])
        }
        self.options = {item["name"]: _options(item) for item in raw["lists"]}
        self.meanings = {
            (item["name"], option["value"]): option.get("meaning", "")
            for item in raw["lists"]
            for option in item["options"]
        }

    @functools.cached_property
    def texts(self) -> frozenset[str]:
        """Every text of the plan's tasks, targets, quotas and milestones, for what documents quote of it."""
        found = [x["text"] for part in ("targets", "quotas", "milestones") for x in self.raw[part] if x.get("text")]
        return frozenset((*found, *(r["text"] for t in self.raw["tasks"] for r in t["requirements"])))

    def fields(self, form: str) -> list[dict[str, Any]]:
        return [f for f in self.forms[form]["fields"] if f.get("place", "表格") == "表格"]

    def role(self, form: str, role: str) -> str:
        """The name of the form's field that plays *role*, "" if none does."""
        return next((f["name"] for f in self.fields(form) if f.get("role") == role), "")

    def members(self, names: Iterable[str]) -> list[str]:
        found: dict[str, None] = {}
        for name in names:
            found.update(dict.fromkeys(self.members(self._groups[name]) if name in self._groups else [name]))
        return list(found)

    def owners(self, form: str) -> list[str]:
        """The units that owe *form* by the plan; of forms with printed rows those that have any."""
        owners = self.members(self.forms[form]["owners"])
        kind = self.forms[form].get("rows_from")
        if not kind:
            return owners
        if kind == "指标":
            own = {i["supplier"] for i in self.raw["indicators"] if i["form"] == form}
        elif kind == "节点":
            own = {m["owner"] for m in self.raw["milestones"] if m["form"] == form}
        else:
            told = (r for t in self.raw["tasks"] for r in t["requirements"] if r.get("narrative"))
            own = {self.members(r["owners"])[0] for r in told}
        return [u for u in owners if u in own]

    # ------------------------------------------------------------ periods and deadlines

    def due_periods(self, form: str, period: str, elsewhere: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
        """The periods of *form*, with their rhythms, that are owed when *period* is merged.

        A longer period is owed where it closes, of a shorter one the last that ends in it; not those that are
        *elsewhere*, in folders of their own.
        """
        rank = _RHYTHMS.index(_rhythm(period))
        found = []
        for rhythm in self.forms[form]["rhythms"]:
            if rhythm == "变动":
                found.append((period, rhythm))
                continue
            ends = [p for p in _ending_in(rhythm, *bounds(period)) if p not in elsewhere]
            whole = _RHYTHMS.index(rhythm) >= rank
            found += [(p, rhythm) for p in (ends if whole else ends[-1:])]
        return found

    def due_at(self, form: str, period: str, rhythm: str) -> dt.datetime:
        limit = next(d for d in self.forms[form]["deadlines"] if d["rhythm"] == rhythm)
        assert limit.get("basis", "自然日") == "自然日"
        day = bounds(period)[1] + DAY * limit["days"]
        step = -DAY if limit.get("on_holiday", "顺延") == "提前" else DAY
        while not self.works(day):
            day += step
        return dt.datetime.combine(day, dt.time.fromisoformat(limit.get("time", "18:00")))

    def works(self, day: dt.date) -> bool:
        return self._days.get(day, day.weekday() < 5)

    def close(self, period: str, elsewhere: frozenset[str]) -> dt.datetime:
        """When the window of *period* closes: the latest time limit and the grace, at closing time."""
        day = max(
            self.due_at(form, own, rhythm).date()
            for form in self.forms
            for own, rhythm in self.due_periods(form, period, elsewhere)
            if rhythm != "变动"
        )
        for _ in range(int(self.settings["grace_workdays"])):
            day += DAY
            while not self.works(day):
                day += DAY
        return dt.datetime.combine(day, dt.time.fromisoformat(self.settings["close_time"]))

    def decimals(self, unit: str) -> int:
        return next(r["decimals"] for r in self.raw["roundings"] if r["unit"] == unit)


def bounds(period: str) -> tuple[dt.date, dt.date]:
    """The first and last day of 2025, 2025-Q3, 2025-10, 2025-10-D3, 2025-W43."""
    year = int(period[:4])
    if match := re.fullmatch(r"\d{4}-W(\d\d)", period):
        return dt.date.fromisocalendar(year, int(match[1]), 1), dt.date.fromisocalendar(year, int(match[1]), 7)
    if match := re.fullmatch(r"\d{4}-Q(\d)", period):
        quarter = int(match[1])
        return dt.date(year, 3 * quarter - 2, 1), month_end(year, 3 * quarter)
    month = int(period[5:7])
    if match := re.fullmatch(r"\d{4}-\d\d-D(\d)", period):
        first = dt.date(year, month, 1 + 10 * (int(match[1]) - 1))
        return first, month_end(year, month) if match[1] == "3" else first + DAY * 9
    return dt.date(year, month, 1), month_end(year, month)


def label(period: str) -> str:
    """How documents write a period."""
    first, last = bounds(period)
    if "W" in period:
        month = "" if first.month == last.month else f"{last.month}月"
        return f"{first.year}年{first.month}月{first.day}日—{month}{last.day}日"
    if "Q" in period:
        return f"{first.year}年" + ("", "一", "二", "三", "四")[last.month // 3] + "季度"
    dekad = ("", "上旬", "中旬", "下旬")[int(period[-1])] if "D" in period else ""
    return f"{first.year}年{first.month}月{dekad}"


def _rhythm(period: str) -> str:
    return "周" if "W" in period else "旬" if "D" in period else "季" if "Q" in period else "月"


def _ending_in(rhythm: str, first: dt.date, last: dt.date) -> list[str]:
    """The periods of *rhythm* whose last day lies within these days."""
    return [p for day in _days(first, last) if (p := _period_of(rhythm, day)) and bounds(p)[1] == day]


def _period_of(rhythm: str, day: dt.date) -> str:
    """The period of *rhythm* in which *day* lies."""
    week = day.isocalendar()
    return {
        "周": f"{week.year}-W{week.week:02}",
        "旬": f"{day:%Y-%m}-D{min(3, (day.day + 9) // 10)}",
        "月": f"{day:%Y-%m}",
        "季": f"{day.year}-Q{(day.month + 2) // 3}",
    }[rhythm]


def month_end(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - DAY


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first += DAY


def _options(item: dict[str, Any]) -> dict[str, str]:
    """A list's values by every way to write them."""
    return {
        word: option["value"] for option in item["options"] for word in (*option.get("aliases", ()), option["value"])
    }
