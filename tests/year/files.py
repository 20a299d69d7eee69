"""The year's sendings as workbooks in a workspace, typed as clerks type them; by xlsxwriter alone."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from tests.year.ledger import Sending, Year
from tests.year.plan import FIELDS, MATTERS, NUMBERS, REVIEW, VISITS

ZONE = timezone(timedelta(hours=8))


def write_year(year: Year, inputs: Path) -> None:
    """Write every sending under *inputs*, each with the time of its arrival."""
    for sending in year.sendings:
        write(sending, inputs / sending.period / sending.name)


def write(sending: Sending, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": datetime(2025, 1, 1)})
        for form, rows in sending.sheets.items():
            sheet = book.add_worksheet(form)
            sheet.write_string(0, 0, form)
            sheet.write_string(1, 0, f"表号：{NUMBERS[form]}　期别：{sending.period}　填报单位：{sending.unit}")
            line = 3
            if form in (MATTERS, VISITS, REVIEW):
                sheet.write_string(3, 0, "本期无")
                if form in sending.nil:
                    sheet.write_string(3, 1, "√")
                line = 4
            for column, name in enumerate(("序号", *FIELDS[form])):
                sheet.write_string(line, column, name)
            for number, row in enumerate(rows, 1):
                sheet.write_number(line + number, 0, number)
                for column, name in enumerate(FIELDS[form], 1):
                    value = row.get(name)
                    if isinstance(value, int | Decimal):
                        sheet.write_number(line + number, column, float(value))
                    elif value is not None:
                        sheet.write_string(line + number, column, str(value))
            sheet.write_string(line + len(rows) + 2, 0, "填报人：")
            sheet.write_string(line + len(rows) + 2, 1, "张三")
    stamp = sending.arrives.replace(tzinfo=ZONE).timestamp()
    os.utime(path, (stamp, stamp))
