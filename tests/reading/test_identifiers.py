"""统一社会信用代码 and 项目代码."""

from __future__ import annotations

import pytest

from reportgen.reading.identifiers import SECTIONS, is_project_code, read_industry, uscc_fault


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


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("C3484 机械零部件加工", "C3484 机械零部件加工"),
        ("C13", "C13"),
        ("131", "C131"),
        ("T 97", "T97"),
        ("0111稻谷种植", "A0111 稻谷种植"),
        ("机械零部件加工(3484)", "C3484 机械零部件加工"),
    ],
)
def test_industry__right(text: str, meant: str) -> None:
    assert read_industry(text) == (meant, "")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("制造业", "门类 C"),
        ("C", "门类 C"),
        ("电子信息", "没有两到四位数字"),
        ("C1", "两位"),
        ("C34841", "两位"),
        ("C98", "没有大类 98"),
        ("00", "没有大类 00"),
        ("A3484", "属于门类 C（制造业），不是 A"),
        ("3484-12", "两位"),
    ],
)
def test_industry__wrong(text: str, word: str) -> None:
    value, why = read_industry(text)
    assert value == text
    assert word in why


def test_industry__every_division_belongs_to_one_letter() -> None:
    letters = "".join(read_industry(f"{n:02d}")[0][0] for n in range(1, 98))
    assert "".join(dict.fromkeys(letters)) == "".join(letter for letter, _, _ in SECTIONS)
    assert [letters.index(letter) + 1 for letter, _, _ in SECTIONS] == [first for _, first, _ in SECTIONS]
