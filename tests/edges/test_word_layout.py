"""Documents as pages: what LibreOffice lays out, measured from the PDF against GB/T 9704."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from reportgen.brief import compose_kind
from reportgen.edges.word_writer import make_templates, write_letter
from reportgen.model.text import Heading, Letter, Paragraph, Text, printed
from tests.brief.county import october_outcome
from tests.brief.four import SITUATIONS, situation
from tests.brief.scene import AS_OF, county_plan
from tests.brief.test_compose import KINDS

pytestmark = pytest.mark.libreoffice

MM = 72 / 25.4
LEFT, RIGHT = 28 * MM, 184 * MM
TOP, BOTTOM = 37 * MM, (297 - 35) * MM
PAGE_NUMBER = re.compile(r"—\s*(\d+)\s*—")

_STAND_INS = {
    "仿宋_GB2312": "Noto Serif CJK SC", "楷体_GB2312": "Noto Serif CJK SC", "宋体": "Noto Serif CJK SC",
    "方正小标宋简体": "Noto Serif CJK SC", "黑体": "Noto Sans CJK SC", "Times New Roman": "Liberation Serif",
}  # fmt: skip
"""What stands in for the fonts of Windows: Chinese characters are as wide, digits as those of Times New Roman."""


@dataclass(frozen=True)
class Line:
    text: str
    left: float
    top: float
    right: float
    bottom: float


Pages = list[list[Line]]


def fonts_file(folder: Path) -> Path:
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{escape(name)}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{other}</string></edit></match>'
        for name, other in _STAND_INS.items()
    )
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{rules}</fontconfig>',
        encoding="utf-8",
    )
    return path


def lay_out(paths: list[Path], folder: Path) -> dict[str, Pages]:
    """Return the lines of every page of the documents, by the documents' stems."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, paths)],
        check=True, capture_output=True, timeout=300, env={**os.environ, "FONTCONFIG_FILE": str(fonts_file(folder))},
    )  # fmt: skip
    return {path.stem: list(_pages(folder / f"{path.stem}.pdf")) for path in paths}


_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


def _pages(pdf: Path) -> Iterator[list[Line]]:
    told = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    for page in told.split("<page ")[1:]:
        rows: dict[int, list[tuple[float, float, float, float, str]]] = {}
        for match in _WORD.finditer(page):
            x0, y0, x1, y1 = map(float, match.groups()[:4])
            rows.setdefault(round((y0 + y1) / 4), []).append((x0, y0, x1, y1, match[5]))
        lines = []
        for words in rows.values():
            words.sort()
            lines.append(
                Line("".join(w[4] for w in words), words[0][0], min(w[1] for w in words), max(w[2] for w in words),
                     max(w[3] for w in words))
            )  # fmt: skip
        yield sorted(lines, key=lambda line: line.top)


def plain_text_letter() -> Letter:
    return Letter("月度", "通用.docx", "x.docx", (("标题", (Text("示例"),)),), (Paragraph((Text("稳" * 28 * 60),)),))


WORST = "多数落后"
LONGEST = {
    "周调度": 3, "旬报": 5, "季度讲评": 8, "督办": 7, "通报": 3, "政策清单": 2, "预警专报": 2, "提请研究": 4, "会议材料": 7, "提醒函": 1,
    "催报函": 1, "拟办清单": 1, "会议通知": 2, "会议纪要": 4,
}  # fmt: skip
"""Pages of each kind at most, whatever the period; 月度 and 一页纸 have tests of their own."""


@dataclass(frozen=True)
class Made:
    folder: Path
    letters: dict[str, Letter]
    pages: dict[str, Pages]


def _length(letter: Letter) -> int:
    return len(letter.blocks)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("layout")
    templates = folder / "word"
    make_templates(templates)
    letters = {kind: compose_kind(county_plan(), kind, october_outcome())[0] for kind in KINDS}
    for name in SITUATIONS:
        for kind in KINDS:
            told = compose_kind(county_plan(), kind, situation(name))
            if told:  # the longest and the shortest; nobody is reminded where all is good
                letters[f"{kind}-{name}"] = max(told, key=_length)
                letters[f"{kind}-{name}-短"] = min(told, key=_length)
    letters["满页"] = plain_text_letter()
    paths = []
    for name, letter in letters.items():
        path = folder / f"{name}.docx"
        write_letter(letter, templates, path, AS_OF)
        paths.append(path)
    return Made(folder, letters, lay_out(paths, folder))


def body(lines: list[Line]) -> list[Line]:
    return [line for line in lines if not PAGE_NUMBER.fullmatch(line.text)]


def upright(letter: Letter, pages: Pages) -> Pages:
    """The pages before those of a landscape appendix."""
    return pages[:-1] if letter.appendix else pages


def headings(letter: Letter) -> set[str]:
    return {printed(b.spans) for b in letter.blocks if isinstance(b, Heading)}


def test_full_page__has_22_lines_of_28_characters(made: Made) -> None:
    lines = body(made.pages["满页"][1])
    assert len(lines) == 22
    assert {len(line.text) for line in lines} == {28}
    assert lines[0].top >= TOP - 1
    assert lines[-1].bottom <= BOTTOM + 1


def test_every_page__keeps_the_margins(made: Made) -> None:
    for name, pages in made.pages.items():
        for number, lines in enumerate(upright(made.letters[name], pages), 1):
            for line in body(lines):
                assert line.left >= LEFT - 1, (name, number, line)
                hanging = 17 if line.text[-1] in "，。、；：）”" else 2  # a stop may hang, as Word has it
                assert line.right <= RIGHT + hanging, (name, number, line)
                if "一页纸" not in name:  # set with margins of its own
                    assert line.bottom <= BOTTOM + 3, (name, number, line)


def test_page_numbers__stand_outside_on_odd_and_even_pages(made: Made) -> None:
    checked = 0
    for name, pages in made.pages.items():
        for number, lines in enumerate(upright(made.letters[name], pages), 1):
            found = [line for line in lines if PAGE_NUMBER.fullmatch(line.text)]
            if made.letters[name].template == "函.docx" and number == 1:
                assert not found, name  # the first page of a letter has no number
                continue
            assert len(found) == 1, (name, number)
            match = PAGE_NUMBER.fullmatch(found[0].text)
            assert match is not None
            assert int(match[1]) == number
            one = 14  # one character of 四号 from the edge
            if number % 2:
                assert abs(found[0].right - (RIGHT - one)) < 3, (name, found)
            else:
                assert abs(found[0].left - (LEFT + one)) < 3, (name, found)
            if "一页纸" not in name:
                dash = (found[0].top + found[0].bottom) / 2 - BOTTOM
                assert 6 * MM < dash < 8 * MM, (name, found)  # 7 mm below the type area
            checked += 1
    assert checked > 30


def test_headings__never_stand_alone_at_the_foot_of_a_page(made: Made) -> None:
    for name, pages in made.pages.items():
        known = headings(made.letters[name])
        for lines in pages[:-1]:
            last = re.sub(r"^(（?[一二三四五六七八九十]+[、）])", "", body(lines)[-1].text)
            assert last not in known, (name, last)


FOOT = ("报：", "送：", "发：", "（共印")
FEWEST = 5
"""Lines of a page that is worth turning to: a fourth of a full one."""


def test_every_kind__is_laid_out_in_every_situation(made: Made) -> None:
    assert {name.partition("-")[0] for name in made.pages if name.endswith(f"-{WORST}")} == set(KINDS)
    assert sum("-" in name for name in made.pages) > 100


def test_pages__none_is_nearly_empty(made: Made) -> None:
    """No text ends, and no table begins anew, on a page with a few lines; landscape pages may hold one short table."""
    for name, pages in made.pages.items():
        for number, lines in enumerate(upright(made.letters[name], pages)[1:], 2):
            told = [line for line in body(lines) if not line.text.startswith(FOOT)]
            assert len(told) >= FEWEST, (name, number, [line.text for line in told])


@pytest.mark.parametrize("name", ["月度", *(f"月度-{s}" for s in SITUATIONS)])
def test_monthly_brief__has_three_or_four_pages(made: Made, name: str) -> None:
    assert len(made.pages[name]) in (3, 4)


@pytest.mark.parametrize("name", ["一页纸", *(f"一页纸-{s}" for s in SITUATIONS)])
def test_one_page__is_one_page(made: Made, name: str) -> None:
    assert len(made.pages[name]) == 1


@pytest.mark.parametrize(("kind", "most"), LONGEST.items())
def test_length__is_bounded_in_every_situation(made: Made, kind: str, most: int) -> None:
    found = [len(pages) for name, pages in made.pages.items() if name.startswith(f"{kind}-")]
    assert found
    assert max(found) <= most


LISTED = re.compile(r"^[一二三四五六七八九十]+、(?P<heading>[^…·.]+?)[…·.‧・⋯]+(?P<page>\d+)$")


@pytest.mark.parametrize("name", ["季度讲评", "会议材料", f"季度讲评-{WORST}", f"会议材料-{WORST}"])
def test_contents__name_the_page_of_every_heading(made: Made, name: str) -> None:
    """LibreOffice works the numbers out; those that we write until a program does so are nearly always the same."""
    listed = [match for line in made.pages[name][0] if (match := LISTED.match(line.text))]
    blocks = made.letters[name].blocks
    assert [m["heading"] for m in listed] == [
        printed(b.spans) for b in blocks if isinstance(b, Heading) and b.level == 1
    ]
    for match in listed:
        page = made.pages[name][int(match["page"]) - 1]
        assert any(line.text.endswith(f"、{match['heading']}") for line in page), match.group()
    with zipfile.ZipFile(made.folder / f"{name}.docx") as package:
        xml = package.read("word/document.xml").decode()
    written = [int(n) for n in re.findall(r"PAGEREF.*?<w:t [^>]*>(\d+)</w:t>", xml, re.S)]
    shown = [int(m["page"]) for m in listed]
    assert all(abs(a - b) <= 1 for a, b in zip(written, shown, strict=True))
    assert sum(a != b for a, b in zip(written, shown, strict=True)) <= 3


def test_brief_foot__stands_at_the_foot_of_the_last_page(made: Made) -> None:
    for name in ("月度", *(f"月度-{s}" for s in SITUATIONS)):
        last = body(made.pages[name][-1])[-1]
        assert last.text.startswith("发："), name
        assert BOTTOM - 30 < last.bottom < BOTTOM + 3, (name, last)
