"""The script that an office would write itself, as the measure of speed: ``python office_script.py <folder> <out>``.

pandas reads every sheet of every workbook, puts the rows together and writes them; python-docx writes totals.
"""

from __future__ import annotations

import sys
from pathlib import Path

import docx
import pandas as pd

FORMS = ("甲台账", "乙台账", "丙台账")
HEADER_ROW = 5  # counted from 0: the headings stand in the sixth row


def main(folder: Path, out: Path) -> None:
    """Merge the workbooks in *folder* into 汇总.xlsx and 简报.docx in *out*."""
    tables: dict[str, list[pd.DataFrame]] = {form: [] for form in FORMS}
    for path in sorted(folder.glob("单位*.xlsx")):
        for form, table in pd.read_excel(path, sheet_name=list(FORMS), header=HEADER_ROW, engine="openpyxl").items():
            rows = table[table["企业名称 *"].notna()]
            rows.insert(0, "单位", path.stem)
            tables[form].append(rows)
    document = docx.Document()
    document.add_heading("简报")
    with pd.ExcelWriter(out / "汇总.xlsx", engine="openpyxl") as writer:
        for form, parts in tables.items():
            merged = pd.concat(parts, ignore_index=True)
            merged.to_excel(writer, sheet_name=form, index=False)
            document.add_paragraph(f"{form}：{len(merged)} 行，完成投资 {merged['完成投资（万元）'].sum():.2f} 万元。")
    document.save(str(out / "简报.docx"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
