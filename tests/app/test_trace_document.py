"""A document's numbers: each is tied to its figure, one that is none is seen, a changed one is seen."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from reportgen.app.trace_document import report, trace_document
from reportgen.brief import compose_kind, with_sources
from reportgen.cli import run
from reportgen.edges.packages import rewrite
from reportgen.edges.word_reader import read_document
from reportgen.edges.word_writer import write_letter
from reportgen.model.errors import InputError, RequestError
from tests import independent
from tests.conftest import Merged


def edited(merged: Merged, folder: Path, change: Callable[[str], str]) -> Path:
    """Return a copy of the brief whose text was changed as by hand."""
    path = folder / "改过.docx"
    shutil.copy(merged.folder / "简报.docx", path)
    rewrite(path, lambda name, c: change(c.decode()).encode() if name == "word/document.xml" else c)
    return path


def test_brief__every_number_has_its_figure_and_none_is_a_stranger(county: Merged) -> None:
    traced = trace_document(county.workspace, county.folder / "简报.docx")
    assert traced.proved
    assert len(traced.figures) > 40
    assert traced.by_place["day"] > 5
    assert "每个数字都有出处" in report("简报.docx", traced)


def test_every_document_of_the_merge__is_proved(county: Merged) -> None:
    for path in sorted(county.folder.rglob("*.docx")):
        traced = trace_document(county.workspace, path)
        assert traced.proved, (path, traced.strangers, traced.changed)


def test_number_typed_in_by_hand__is_a_stranger_with_its_place(county: Merged, tmp_path: Path) -> None:
    path = edited(county, tmp_path, lambda s: s.replace("主要指标中", "主要指标中（另有37家）", 1))
    traced = trace_document(county.workspace, path)
    assert [t.text for t in traced.strangers] == ["37"]
    assert not traced.proved
    assert "没有出处的数字 1 处" in report("改过.docx", traced)
    assert "另有37家" in report("改过.docx", traced)


def test_figure_changed_by_hand__no_longer_matches(county: Merged, tmp_path: Path) -> None:
    mark = re.compile(r'(name="_rg_[^"]*"/><w:r><w:rPr>.*?</w:rPr><w:t[^>]*>)(\d+)项(</w:t>)')
    path = edited(county, tmp_path, lambda s: mark.sub(r"\g<1>88项\3", s, count=1))
    traced = trace_document(county.workspace, path)
    assert [told.text for told, _ in traced.changed] == ["88项"]
    assert "“88项”　" in report("改过.docx", traced)


def test_words_changed_by_hand__prove_all_the_same(county: Merged, tmp_path: Path) -> None:
    path = edited(county, tmp_path, lambda s: s.replace("主要指标中", "各主要指标里", 1))
    assert trace_document(county.workspace, path).proved


def test_deleted_text_of_tracked_changes__is_not_read(county: Merged, tmp_path: Path) -> None:
    deleted = '<w:del w:id="1" w:author="甲"><w:r><w:delText>另有99家</w:delText></w:r></w:del></w:p>'
    path = edited(county, tmp_path, lambda s: s.replace("</w:p>", deleted, 1))
    assert trace_document(county.workspace, path).proved


def test_command__tells_and_fails_on_a_stranger(
    county: Merged, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(county.workspace.root)
    assert run(["trace", str(county.folder / "简报.docx"), "--workspace", root]) == 0
    assert "（targets." in capsys.readouterr().out
    path = edited(county, tmp_path, lambda s: s.replace("主要指标中", "主要指标中37家", 1))
    assert run(["trace", str(path), "--workspace", root]) == 1


def test_document_of_another_hand__is_refused(county: Merged, tmp_path: Path) -> None:
    template = county.workspace.word_templates / "通用.docx"
    with pytest.raises(RequestError, match="不是本工具写出的文稿"):
        trace_document(county.workspace, template)
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK nothing")
    with pytest.raises(InputError, match="坏"):
        trace_document(county.workspace, broken)


def test_sources__appendix_lists_every_number_on_landscape_pages(county: Merged, tmp_path: Path) -> None:
    (letter,) = compose_kind(county.plan, "月度", county.outcome)
    path = tmp_path / "附来源.docx"
    write_letter(
        with_sources(county.plan, letter, county.outcome), county.workspace.word_templates, path, county.outcome.as_of
    )
    with zipfile.ZipFile(path) as package:
        xml = package.read("word/document.xml").decode()
    assert 'w:orient="landscape"' in xml
    assert xml.count("<w:sectPr") == 2
    assert ".xlsx" in xml[xml.index("文中数字来源") :]
    assert trace_document(county.workspace, path).proved


class Independent:
    """Recomputes the figures that a document prints from the received workbooks, by other code than reportgen's."""

    def __init__(self, merged: Merged) -> None:
        self._root, self._figures = merged.workspace.root, merged.result["figures"]
        self.by_mark = {hashlib.sha256(id.encode()).hexdigest()[:16]: id for id in self._figures}

    def printed(self, path: Path) -> list[tuple[str, str]]:
        """Return (figure id, text) of every figure's bookmark in the document."""
        with zipfile.ZipFile(path) as package:
            xml = package.read("word/document.xml").decode()
        found = []
        for match in re.finditer(r'<w:bookmarkStart w:id="(\d+)" w:name="_rg_([0-9a-f]{16})_\d+"/>', xml):
            inside = xml[match.end() : xml.index(f'<w:bookmarkEnd w:id="{match[1]}"/>')]
            found.append((self.by_mark[match[2]], "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", inside))))
        return found

    def raws(self, id: str) -> list[str]:
        """Return the raw cells of a figure, read again from the files as received; those of the plan as told."""
        told = []
        for source in self._figures[id]["sources"]:
            path = self._root / source["file"]
            mine = path.suffix == ".yaml"
            told.append(source["raw"] if mine else independent.raw(path, source["sheet"], source["cell"]))
        return told

    def value(self, id: str) -> Decimal | None:
        """Return what a figure must be, None for those that this check does not know how to compute."""
        section, _, rest = id.partition(".")
        name, _, part = rest.rpartition(".")
        known = f"{section}.{name}"
        if section == "targets" and part in ("actual", "target", "peer") and len(self.raws(id)) == 1:
            return Decimal(self.raws(id)[0].strip("%"))
        if section == "targets" and part == "gap":
            bar = f"{known}.target" if f"{known}.target" in self._figures else f"{known}.peer"
            actual, wanted = self.value(f"{known}.actual"), self.value(bar)
            return actual - wanted if actual is not None and wanted is not None else None
        if section == "quotas" and part == "target" and len(self.raws(id)) == 1:
            return Decimal(self.raws(id)[0])
        if id == "quotas.total.actual":
            return sum((Decimal(self.value(i) or 0) for i in self._figures[id]["inputs"]), Decimal(0))
        if section == "quotas" and part == "actual":
            codes = {raw for raw in self.raws(id) if re.fullmatch(r"[0-9A-HJ-NP-RT-UW-Y]{18}", raw)}
            return Decimal(len(codes))
        if section == "quotas" and part in ("rate", "gap") and known != "quotas.total":
            actual, target = self.value(f"{known}.actual"), self.value(f"{known}.target")
            if actual is None or target is None:
                return None
            return actual / target * 100 if part == "rate" else target - actual
        return None


def test_independent__numbers_of_the_brief_recomputed_from_the_received_workbooks_are_equal(sample: Merged) -> None:
    check = Independent(sample)
    checked: dict[str, int] = {}
    for id, text in check.printed(sample.folder / "简报.docx"):
        value = check.value(id)
        if value is None:
            continue
        number = re.sub(r"[^-\d.]", "", text)
        places = Decimal(1).scaleb(-len(number.partition(".")[2]))
        shown = value.quantize(places, ROUND_HALF_UP)
        assert Decimal(number) in (shown, abs(shown)), (id, text, value)
        kind = f"{id.split('.')[0]}.{id.split('.')[-1]}"
        checked[kind] = checked.get(kind, 0) + 1
    assert set(checked) >= {"targets.actual", "targets.gap", "quotas.actual", "quotas.rate", "quotas.gap"}
    assert sum(checked.values()) >= 50, checked


def test_reader__tells_dates_from_figures_by_their_bookmarks(county: Merged) -> None:
    document = read_document(county.folder / "简报.docx")
    assert document.about["文稿"] == "月度"
    kinds = {n.kind for n in document.numbers}
    assert kinds == {"figure", "day", "template"}
    assert all(re.search(r"\d", n.text) for n in document.numbers)
