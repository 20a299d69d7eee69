"""The office's part: signed documents kept with their figures, its own text under headings, approval of drafts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from reportgen import api
from reportgen.app.finalize import finalize
from reportgen.app.merge import summary
from reportgen.cli import run
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import InputError, RequestError
from tests import independent
from tests.conftest import FIRST, FIRST_TIME, SECOND, SECOND_TIME, Merged


@pytest.fixture
def mine(county: Merged, tmp_path: Path) -> Workspace:
    """A copy of the other county's workspace after its merges."""
    shutil.copytree(county.workspace.root, tmp_path / "w")
    return Workspace(tmp_path / "w")


def merge(workspace: Workspace) -> api.MergeDone:
    return api.merge(workspace, SECOND, SECOND_TIME)


def text(workspace: Workspace, name: str = "简报.docx") -> str:
    return "\n".join(independent.paragraphs(workspace.outputs / SECOND / name))


def brief(workspace: Workspace) -> Path:
    return workspace.outputs / SECOND / "简报.docx"


def notices(workspace: Workspace) -> list[Path]:
    return sorted(p for p in (workspace.outputs / SECOND / "督办").glob("*.docx") if p.stem != "拟办清单")


# ---------------------------------------------------------------- 定稿


def test_finalize__keeps_the_document_its_figures_and_a_line(mine: Workspace) -> None:
    told = finalize(mine, brief(mine), "7", "张某", "2027-05-22")
    kept = mine.inputs / SECOND / "定稿"
    assert (kept / "简报.docx").read_bytes() == brief(mine).read_bytes()
    figures = json.loads((kept / "简报.json").read_text(encoding="utf-8"))["figures"]
    assert len(figures) > 20
    assert {"id", "name", "text"} <= set(figures[0])
    sheet = load_workbook(mine.inputs / "发文登记.xlsx").worksheets[0]
    line = {sheet.cell(1, c).value: sheet.cell(2, c).value for c in range(1, 10)}
    assert (line["文稿"], line["期别"], line["期号"], line["签发人"]) == ("月度", SECOND, 7, "张某")
    assert line["签发日期"] == "2027年5月22日"
    assert "第7期" in told


def test_finalize__number_runs_on_from_the_register(mine: Workspace) -> None:
    finalize(mine, brief(mine), "7", signed_on="2027-05-22")
    assert "第7期" in _merged_text(mine)
    api.merge(mine, FIRST, FIRST_TIME)
    first = "\n".join(independent.paragraphs(mine.outputs / FIRST / "简报.docx"))
    assert "第8期" in first


def _merged_text(workspace: Workspace) -> str:
    merge(workspace)
    return text(workspace)


def test_finalize__what_lies_there_is_no_return(mine: Workspace) -> None:
    before = mine.input_files(mine.periods()[1])
    finalize(mine, brief(mine), "7", signed_on="2027-05-22")
    assert mine.input_files(mine.periods()[1]) == before


def test_finalize__another_document_of_the_name_stays(mine: Workspace) -> None:
    finalize(mine, brief(mine), "7", signed_on="2027-05-22")
    finalize(mine, brief(mine), "7", signed_on="2027-05-22")  # the same once more changes nothing
    document = docx.Document(str(brief(mine)))
    document.add_paragraph("后来添的话")
    document.save(str(brief(mine)))
    with pytest.raises(RequestError, match="已有内容不同"):
        finalize(mine, brief(mine), "7", signed_on="2027-05-22")


def test_finalize__issued_figure_that_changes_is_corrected(mine: Workspace) -> None:
    finalize(mine, brief(mine), "7", signed_on="2027-05-22")
    record = mine.inputs / SECOND / "定稿" / "简报.json"
    told = json.loads(record.read_text(encoding="utf-8"))
    target = next(f for f in told["figures"] if f["id"].startswith("quotas.") and f["id"].endswith(".actual"))
    now, target["text"] = target["text"], "99家"  # as if another number had been issued
    record.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    done = merge(mine)
    (correction,) = done.desk.corrections
    assert (correction.id, correction.issued) == (target["id"], "99家")
    assert now.strip("家") in correction.now
    assert "更正：已发文稿中有 1 个数变了" in summary(done)
    assert "原为99家" in summary(done)


def test_finalize__nothing_changed_is_no_correction(mine: Workspace) -> None:
    finalize(mine, brief(mine), "7", signed_on="2027-05-22")
    assert merge(mine).desk.corrections == ()


def test_finalize__what_was_issued_is_the_next_periods_previous(mine: Workspace) -> None:
    """The record keeps exact values with their data periods; the next period's documents are handed them."""
    api.merge(mine, FIRST, FIRST_TIME)
    finalize(mine, mine.outputs / FIRST / "简报.docx", "7", signed_on="2027-04-22")
    done = merge(mine)
    told = {issued.id: issued for issued in done.desk.issued}
    figures = api.judge(mine, FIRST, FIRST_TIME).figures
    assert told
    for id, issued in told.items():
        assert (issued.kind, issued.value) == ("月度", figures[id].value)
        assert issued.span == figures[id.replace(".actual", ".data_period")].text
        assert done.desk.issued_before("月度", id, issued.span) == issued
        assert done.desk.issued_before("月度", id, "别的时段") is None


def test_finalize__command_and_wrong_date(mine: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(mine.root)
    assert run(["finalize", str(brief(mine)), "--date", "哪天", "--workspace", root]) == 2
    assert "签发日期“哪天”写法不对" in capsys.readouterr().err
    assert run(["finalize", str(brief(mine)), "--date", "2027-05-22", "--workspace", root]) == 0
    assert "已定稿" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"no workbook"])
def test_register__that_cannot_be_read_stops_the_merge_with_a_message(mine: Workspace, content: bytes) -> None:
    (mine.inputs / "发文登记.xlsx").write_bytes(content)
    with pytest.raises(InputError, match="发文登记"):
        merge(mine)


def test_figures_record__damaged_stops_the_merge_with_a_message(mine: Workspace) -> None:
    finalize(mine, brief(mine), "7", signed_on="2027-05-22")
    (mine.inputs / SECOND / "定稿" / "简报.json").write_text("[", encoding="utf-8")
    with pytest.raises(InputError, match="读不懂"):
        merge(mine)


# ---------------------------------------------------------------- drafts


def test_notice__is_a_draft_until_it_is_signed(mine: Workspace) -> None:
    path = notices(mine)[0]
    name = f"督办/{path.name}"
    assert "拟稿" in text(mine, name)
    finalize(mine, path, "松稳专〔2027〕3号", "张某", "2027-05-22")
    merge(mine)
    assert "拟稿" not in text(mine, name)
    assert "松稳专〔2027〕3号" in text(mine, name)
    kept = next((mine.inputs / SECOND / "定稿").glob("督办-*.docx"))
    assert "拟稿" not in "\n".join(independent.paragraphs(kept))


# ---------------------------------------------------------------- 文稿补充


def supplement(workspace: Workspace, *lines: tuple[str, str]) -> None:
    document = docx.Document()
    for style, words in lines:
        document.add_paragraph(words, style=style or None)
    document.save(str(workspace.inputs / SECOND / "文稿补充.docx"))


def headings(workspace: Workspace) -> list[str]:
    document = docx.Document(str(brief(workspace)))
    return [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]


def test_supplement__stands_under_its_heading_marked_as_the_offices_and_stays(mine: Workspace) -> None:
    before = headings(mine)
    words = "专题会定于5月28日召开，涉及37家企业。"
    supplement(mine, ("Heading 1", before[0]), ("", words))
    for _ in range(2):
        merge(mine)
        told = text(mine).split("\n")
        assert headings(mine) == before
        at = next(i for i, line in enumerate(told) if words in line)
        assert "补充】" in told[at]
        assert told.index(before[0]) < at < told.index(before[1])
    assert run(["trace", str(brief(mine)), "--workspace", str(mine.root)]) == 0  # the office's numbers are its own


def test_supplement__under_a_heading_of_its_own_becomes_a_section(mine: Workspace) -> None:
    supplement(mine, ("Heading 1", "下月安排"), ("", "抓紧开工。"))
    merge(mine)
    assert any("下月安排" in heading for heading in headings(mine))
    assert "抓紧开工。" in text(mine)


def test_supplement__heading_typed_without_a_style_is_known_by_its_words(mine: Workspace) -> None:
    supplement(mine, ("", headings(mine)[0]), ("", "补一句。"))
    merge(mine)
    assert "补一句。" in text(mine)
    assert len([h for h in headings(mine) if "补一句" in h]) == 0


def test_supplement__that_is_no_word_file_is_said_in_words(mine: Workspace) -> None:
    (mine.inputs / SECOND / "文稿补充.docx").write_bytes(b"nothing")
    with pytest.raises(InputError, match="文稿补充"):
        merge(mine)


# ---------------------------------------------------------------- template check


def spoil(workspace: Workspace, file: str, *lines: str) -> None:
    path = workspace.word_templates / file
    document = docx.Document(str(path))
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def test_template_check__names_every_fault_with_place_and_nearest(
    mine: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["template", "check", "--workspace", str(mine.root)]) == 0
    assert "没有发现错误" in capsys.readouterr().out
    spoil(mine, "简报.docx", "报告期为{报告其}", "单位｛单位｝", "第{正 文}")
    spoil(mine, "通用.docx", "{标提}")
    (mine.word_templates / "督办通知.docx").unlink()
    assert run(["template", "check", "--workspace", str(mine.root)]) == 1
    out = capsys.readouterr().out
    for words in ("“{报告其}”不认识。是否为“{报告期}”", "是否为“{标题}”", "没有找到 督办通知.docx", "花括号不成标签"):
        assert words in out
    assert out.count("花括号不成标签") == 2
    assert "第" in out.split("“{报告其}”")[0]


def test_template_check__missing_body_and_styles(mine: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    document = docx.Document()
    document.add_paragraph("没有位置")
    document.save(str(mine.word_templates / "通用.docx"))
    assert run(["template", "check", "--workspace", str(mine.root)]) == 1
    out = capsys.readouterr().out
    assert "应有且只有一段“{正文}”" in out
    assert "缺少样式" in out
