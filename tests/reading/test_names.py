"""Names of units: registered ones and their spellings, never likeness alone."""

from __future__ import annotations

import pytest

from reportgen.reading.names import NameIndex, Names
from tests.reading.plans import PLAN


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("县计划局", "县计划局"),
        (" 县 计划局 ", "县计划局"),
        ("南湖县计划和改革局", "县计划局"),
        ("计改局", "县计划局"),
        ("计划局", "县计划局"),
        ("南湖县计划局", "县计划局"),
        ("高新区(管委会)", "高新区（管委会）"),
        ("县工业局。", "县工业局"),
    ],
)
def test_unit__known(text: str, name: str) -> None:
    assert Names(PLAN).unit(text) == (name, "")


def test_unit__likeness_is_only_a_hint() -> None:
    name, near = Names(PLAN).unit("县工业和信息局")
    assert name == ""
    assert near == "县工业局"


def test_unit__alias_of_two_is_no_name() -> None:
    index = NameIndex({"甲局": ("老局",), "乙局": ("老局",)})
    assert index.find("老局").name == ""


def test_unit__own_name_goes_before_alias() -> None:
    index = NameIndex({"甲局": ("乙局",), "乙局": ()})
    assert index.find("乙局").name == "乙局"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("附件2（计改局10月）最终版(1)", "县计划局"),
        ("县工业局", "县工业局"),
        ("县工业局转县水务局", ""),
        ("新建工作表", ""),
    ],
)
def test_within(text: str, name: str) -> None:
    assert Names(PLAN).units.within(text) == name
