"""统一社会信用代码 and 项目代码."""

from __future__ import annotations

import pytest

from reportgen.reading.identifiers import is_project_code, uscc_fault


@pytest.mark.parametrize(
    "code",
    [
        "12100000400000624D",
        "12100000400002259P",
        "914403001922038216",
        "91350100M000100Y43",
        "91430600MA00T02240",
    ],
)
def test_uscc__right(code: str) -> None:
    assert uscc_fault(code) == ""


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("91350100M000100Y4Z", "Z"),
        ("914403009122038216", "17"),
        ("914403001922038217", "18"),
        ("9144A3001922038216", "行政区划"),
    ],
)
def test_uscc__wrong(code: str, word: str) -> None:
    assert word in uscc_fault(code)


def test_project_code() -> None:
    assert is_project_code("2020-430624-47-03-012345")
    assert not is_project_code("2020-430624-47-03-01234")
    assert not is_project_code("项目2020")
