"""Staff's life: a template edited and saved in another program; documents that survive that program and Microsoft's check."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from reportgen.brief import compose_kind, with_sources
from reportgen.edges.packages import rewrite
from reportgen.edges.word_check import template_faults
from reportgen.edges.word_writer import make_templates, write_letter
from reportgen.model.text import Letter
from tests import independent, validator
from tests.brief.county import october_outcome
from tests.brief.four import situation
from tests.brief.scene import AS_OF, county_plan
from tests.brief.test_compose import KINDS


def convert(folder: Path, to: str, *paths: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def words(text: str) -> str:
    return re.sub(r"\s|<[^>]*>", "", text)


def brief() -> Letter:
    return compose_kind(county_plan(), "月度", october_outcome())[0]


@pytest.mark.libreoffice
def test_template__reworded_reordered_and_saved_by_libreoffice_is_followed_and_misspelling_is_met(
    tmp_path: Path,
) -> None:
    """As a clerk does it: open, move a line, change words, add a tag, save; then one more with a slip."""
    templates = tmp_path / "word"
    make_templates(templates)
    ours = tmp_path / "写出.docx"
    write_letter(brief(), templates, ours, AS_OF)
    convert(tmp_path, "odt", templates / "简报.docx", ours)

    def edited(name: str, content: bytes) -> bytes:
        if name != "content.xml":
            return content
        text = content.decode()
        issue = next(re.finditer(r"<text:p[^>]*>(?:(?!</text:p>).)*\{期号\}.*?</text:p>", text))
        moved = text.replace(issue[0], "", 1)  # the number of the issue moves below the title
        title = next(re.finditer(r"<text:p[^>]*>(?:(?!</text:p>).)*\{标题\}.*?</text:p>", moved))
        added = title[0].replace("{标题}", "根据《{方案}》")
        return moved.replace(title[0], title[0] + issue[0] + added, 1).encode()

    rewrite(tmp_path / "简报.odt", edited)
    convert(templates, "docx", tmp_path / "简报.odt")
    assert [f for f in template_faults(templates / "简报.docx") if "样式" not in f] == []
    path = tmp_path / "按新模板.docx"
    write_letter(brief(), templates, path, AS_OF)
    lines = independent.paragraphs(path)
    title = next(i for i, line in enumerate(lines) if "经济运行和重点任务推进情况" in line)
    assert "第10期" in lines[title + 1]
    assert "根据《担当好稳增长挑大梁的责任实施方案》" in lines[title + 2]

    rewrite(templates / "简报.docx", lambda n, c: c.replace("方案".encode(), "方安".encode()))
    (fault,) = [f for f in template_faults(templates / "简报.docx") if "{方安}" in f]
    assert "是否为“{方案}”" in fault
    assert fault.startswith("第")

    with zipfile.ZipFile(tmp_path / "写出.odt") as package:  # the text survives the round trip
        told = words(package.read("content.xml").decode())
    for line in independent.paragraphs(ours):
        assert words(line) in told, line


@pytest.mark.skipif(not validator.available(), reason=validator.MISSING)
def test_documents__have_no_error_for_microsofts_validator(tmp_path: Path) -> None:
    """A document of every template, the templates, one with landscape pages, and each kind where most is to be said."""
    templates = tmp_path / "word"
    files = list(make_templates(templates))
    seen: set[str] = set()
    for document in county_plan().documents:
        for letter in compose_kind(county_plan(), document.kind, october_outcome()):
            if letter.template not in seen or letter.appendix or letter.kind in ("季度讲评", "会议材料"):  # charts
                seen.add(letter.template)
                files.append(tmp_path / f"{letter.kind}{len(files)}.docx")
                write_letter(letter, templates, files[-1], AS_OF)
    for kind in KINDS:
        letter = max(compose_kind(county_plan(), kind, situation("多数落后")), key=lambda told: len(told.blocks))
        files.append(tmp_path / f"{kind}-多数落后.docx")
        write_letter(letter, templates, files[-1], AS_OF)
    files.append(tmp_path / "附来源.docx")
    write_letter(with_sources(county_plan(), brief(), october_outcome()), templates, files[-1], AS_OF)
    assert validator.problems(files) == []
