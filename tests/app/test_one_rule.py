"""A rule that is added to the plan in one line lives in the template, the merge, the return and the catalogue."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from reportgen import api
from reportgen.app.course import load_plan
from tests import circle
from tools.docs.rules import rules_page

PERIOD, UNIT, FORM = "2027-03", "松澜城投", "工程项目月报"
LINE = (
    "  - {id: 新一, form: 工程项目月报, condition: '[年度计划]<=1', severity: error, field: 年度计划, "
    "message: 年度计划超过一亿元, passes: 年度计划=0.8, fails: 年度计划=1.25}\n"
)


def test_rule__added_in_one_line_appears_in_all_four_places(tmp_path: Path) -> None:
    workspace = circle.make_workspace(tmp_path / "w")
    path = workspace.templates / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("\nrules:\n") == 1
    path.write_text(text.replace("\nrules:\n", "\nrules:\n" + LINE), encoding="utf-8")

    circle.send_back(workspace, PERIOD, "2027-04-02 09:00")
    template = workspace.templates / "issued" / PERIOD / f"{UNIT}.xlsx"
    assert "【强制】年度计划超过一亿元" in circle.texts(template)
    sheet = load_workbook(template)[FORM]
    codes = [str(c.value) for row in sheet.iter_rows() for c in row if "IFERROR(IF(ISNUMBER($" in str(c.value)]
    assert codes and all(">1,FALSE" in code for code in codes)
    (refused,) = (v for v in sheet.data_validations.dataValidation if "年度计划超过一亿元" in str(v.error))
    assert ">1,FALSE" in refused.formula1 and refused.errorStyle in ("stop", None)

    done = api.merge(workspace, PERIOD, "2027-04-20 18:00")
    found = [f for f in done.outcome.findings if f.code == "rules.formula.新一" and f.unit == UNIT]
    assert found and "（年度计划 1.25亿元）" in found[0].message

    copy = load_workbook(workspace.outputs / PERIOD / "退回" / f"{UNIT}.xlsx")
    comment = copy[FORM][found[0].cell].comment
    assert comment is not None and "年度计划超过一亿元" in comment.text

    assert "| 新一 |" in rules_page(load_plan(workspace))
