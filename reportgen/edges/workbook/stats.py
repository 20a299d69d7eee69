"""统计: every count that the plan defines, by form."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.edges.workbook.contents import STATISTICS
from reportgen.edges.workbook.live import Records
from reportgen.edges.workbook.page import center, end_table, figure, live, table_page, text, value
from reportgen.edges.workbook.style import Pen
from reportgen.model.outcome import Outcome

_HEADS = (("所在表", 24), ("名称", 34), ("数值", 14), ("单位", 8), ("上期", 14), ("口径", 60))


def write(pen: Pen, outcome: Outcome, records: Mapping[str, Records]) -> None:
    """Write the sheet: the records of each form as formulas, then the plan's measures."""
    note = "方案“统计口径”所列各数，与文稿所用的一致；点击数字看口径和来源。"
    page = table_page(pen, STATISTICS, f"各表统计数（{outcome.period.label}）", _HEADS, note)
    past = outcome.pasts[-1].figures if outcome.pasts else {}
    for form in pen.plan.forms:
        ids = (
            [(f"forms.{form.name}.records", f"{form.name}记录数", "条", "本期汇总的记录数")]
            if form.name in records
            else []
        )
        ids += [(f"measures.{m.id}", m.name, m.unit, "") for m in pen.plan.measures if m.form == form.name]
        for id, name, unit, how in ids:
            found = outcome.figures.get(id)
            made = records[form.name].count() if id.startswith("forms.") else None
            told = found.how if found is not None else how
            page.line(
                (
                    text(form.name),
                    text(name),
                    figure(found, made) if found is not None else live(made, unit),
                    center(unit),
                    value(past.get(id)),
                    text(told),
                )
            )
    for measure in pen.plan.measures:
        if not measure.form:
            found = outcome.figures.get(f"measures.{measure.id}")
            told = found.how if found is not None else ""
            earlier = value(past.get(f"measures.{measure.id}"))
            page.line((text("（比率）"), text(measure.name), figure(found), center(measure.unit), earlier, text(told)))
    end_table(page, len(_HEADS), "方案没有列统计口径。")
