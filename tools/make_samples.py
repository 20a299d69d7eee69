"""Make the sample returns: ``python -m tools.make_samples`` rewrites inputs/2025-09, inputs/2025-10 and the table
of planted mistakes.

The templates are issued into a copy of the workspace, filled from the fictional ledger (tools/samples/ledger),
disarranged as tools/samples/disarray.py says and dated in 收件登记.xlsx. The same plan gives the same bytes,
apart from the files that LibreOffice saves.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from reportgen import layout
from reportgen.app import course, issue
from reportgen.edges import receipts
from reportgen.edges.files import sha256_of
from reportgen.edges.packages import settle
from reportgen.edges.workspace import Workspace
from reportgen.filing import codes as filing
from reportgen.model.finding import ERROR
from reportgen.model.outcome import Receipt
from reportgen.model.period import Period, time_zone
from reportgen.model.plan import Plan
from reportgen.reading import codes as reading
from tools.samples import planted as table
from tools.samples.convert import convert
from tools.samples.disarray import Desk
from tools.samples.fill import FICTION, Page, fill_form, keep_only, titles
from tools.samples.planted import SILENT, STATE, VERDICT, Planted
from tools.samples.post import ABSENT, ET, MONTH, ODS, OFFICE, XLS, XLSX, Sending, sendings
from tools.samples.story import MONTHS, Chapter, read_ledger

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "tests" / "samples" / "planted.csv"
_MADE_BY_OFFICE = {OFFICE: "xlsx", XLS: "xls", ET: "xls", ODS: "ods"}


def make(root: Path) -> tuple[list[Planted], frozenset[str]]:
    """Fill ``inputs/`` of the workspace at *root*; return what was planted and which files LibreOffice saved."""
    workspace = Workspace(root)
    plan = course.load_plan(workspace)
    ledger = read_ledger(plan)
    planted: list[Planted] = []
    converted: set[str] = set()
    for month, text in enumerate(MONTHS):
        issue.issue(workspace, text)
        maker = _Maker(workspace, plan, ledger, month)
        maker.make()
        planted += maker.planted
        converted |= maker.converted
    return planted, frozenset(converted)


class _Maker:
    """Makes one month's folder."""

    def __init__(self, workspace: Workspace, plan: Plan, ledger: Mapping[str, Chapter], month: int) -> None:
        self.workspace, self.plan, self.ledger, self.month = workspace, plan, ledger, month
        self.period = Period.parse(MONTHS[month])
        self.folder = workspace.period_folder(self.period)
        self.planted: list[Planted] = []
        self.converted: set[str] = set()
        self._receipts: dict[str, Receipt] = {}

    def make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        waiting: list[tuple[Sending, Path]] = []
        for sending in self._sendings():
            path = self.folder / sending.name
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path if sending.saved == XLSX else path.with_name(path.name + ".draft.xlsx")
            self._write(sending, draft)
            if draft != path:
                waiting.append((sending, draft))
            self._receive(sending.name, sending.received, mail=sending.mail, sender=sending.unit)
        for kind in sorted(set(_MADE_BY_OFFICE.values())):
            convert(kind, {d: self.folder / s.name for s, d in waiting if _MADE_BY_OFFICE[s.saved] == kind})
        for sending, draft in waiting:
            draft.unlink()
            self.converted.add(self.workspace.relative(self.folder / sending.name))
            self._borne(sending.unit, sending.name, f"用 WPS 或 LibreOffice 另存（{sending.saved}）")
        if self.month == 1:
            self._strange_files()
        self._register()

    def _sendings(self) -> Iterator[Sending]:
        issued = {}
        for path in sorted(self.workspace.issued_folder(self.period).glob("*.xlsx")):
            issued[path.stem] = tuple(titles(self.plan, _open(path)).values())
        yield from sendings(self.plan, self.month, issued)

    # ------------------------------------------------------------ workbooks

    def _write(self, sending: Sending, path: Path) -> None:
        book = _open(self.workspace.issued_folder(self.period) / f"{sending.unit}.xlsx")
        sheets = {t: f for t, f in titles(self.plan, book).items() if f.name in sending.forms}
        day = sending.received.date()
        kept = {layout.COVER_SHEET} if sending.whole else set()
        for title, form in sheets.items():
            told = fill_form(self.plan, self.ledger[form.name], sending.unit, self.month, book[title], day)
            if told or sending.whole:
                kept.add(title)
        book.properties.description = FICTION
        desk = Desk(self.plan, self.month, sending.unit, sending.name, book)
        for mess in sending.messes:
            self.planted += mess(desk)
        self._returned(sending, [p for p in self.planted if p.file == sending.name and p.severity == ERROR])
        self._late(sending, book, sheets)
        keep_only(book, kept, path)
        settle(path, sending.received)

    def _returned(self, sending: Sending, errors: list[Planted]) -> None:
        """Plant what errors lead to: the file goes back, and with it each form that has one."""
        for what in [e.what for e in errors][:1]:
            self.planted.append(
                Planted(self.period.id, sending.unit, sending.name, "", "", VERDICT + "returned", "", what)
            )
        for sheet in dict.fromkeys(e.sheet for e in errors):
            self._state(sending.unit, sheet, "returned", "有错误，退回修改后重报")

    def _late(self, sending: Sending, book: Any, sheets: Mapping[str, Any]) -> None:
        """Plant the states of a file that comes after its time."""
        if (self.month, sending.unit, sending.kind) not in {(0, "鹤龙湖镇", MONTH), (1, "县住建局", MONTH)}:
            return
        for title, form in sheets.items():
            page = Page(self.plan, form, book[title])
            nil = form.nil_allowed and page.label("本期无").value
            if form.rhythms != ("变动",) and not nil:
                self._state(sending.unit, form.name, "late", "逾期报送")

    # ------------------------------------------------------------ what else lies in the folder

    def _strange_files(self) -> None:
        self._versions()
        self._last_month()
        self._twice()
        self._foreign()
        (self.folder / "~$发改局10月.xlsx").write_bytes(b"\x08excel lock" + bytes(40))
        self._borne("县发改局", "~$发改局10月.xlsx", "Excel 打开时的锁定文件")
        for month, unit in sorted(ABSENT):
            for path in [self.workspace.issued_folder(self.period) / f"{unit}.xlsx"] if month == self.month else []:
                for form in titles(self.plan, _open(path)).values():
                    if form.rhythms != ("变动",):
                        self._state(unit, form.name, "missing", "没有报送")

    def _versions(self) -> None:
        """A first version, replaced by a corrected one."""
        name, final = "财政局10月报表.xlsx", "财政局10月报表（更正）.xlsx"
        book = _open(self.folder / final)
        desk = Desk(self.plan, self.month, "县财政局", name, book)
        page = desk.page("WZZ01")
        page.cell(page.header + 1, "同比增速").value = 8
        what = "先报的一版，后被更正版替代"
        for title, form in titles(self.plan, book).items():
            own = Page(self.plan, form, book[title])
            signed = own.label("填报人 *：").value
            if signed:
                own.label("填报日期 *：").value = datetime(2025, 11, 3).date()
                self.planted.append(desk.said(own, "A2", filing.SUPERSEDED, what))
        book.save(self.folder / name)
        self._arrive("县财政局", name, datetime(2025, 11, 3, 16, 30), VERDICT + "superseded", what)

    def _last_month(self) -> None:
        """September's file sent again instead of October's."""
        old = next(s for s in sendings(self.plan, 0, {"县科技局": self.plan.forms}) if s.kind == MONTH)
        name = "科技局报表.xlsx"
        shutil.copyfile(self.workspace.period_folder(Period.parse(MONTHS[0])) / old.name, self.folder / name)
        what = "把9月的文件又发了一遍"
        self.planted.append(table.finding(self.period.id, "县科技局", name, "", "", filing.EARLIER_BESIDE, what))
        self._arrive("县科技局", name, datetime(2025, 11, 4, 9, 5), VERDICT + "refused", what, settled=False)

    def _twice(self) -> None:
        """The same file by mail and once more by chat."""
        first = next(r.path for r in self._receipts.values() if r.sender == "县林业局" and "堵点" not in r.path)
        name = "林业局10月(2).xlsx"
        shutil.copyfile(self.workspace.root / first, self.folder / name)
        what = "同一文件发了两次"
        self.planted.append(table.finding(self.period.id, "县林业局", name, "", "", filing.DUPLICATE, what))
        self._arrive("县林业局", name, datetime(2025, 11, 5, 9, 40), VERDICT + "duplicate", what, settled=False)

    def _foreign(self) -> None:
        """A workbook of another matter, a Word document, a scan."""
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = "考勤"
        for row in (("示例考勤表", FICTION), ("姓名", "出勤天数"), ("示例甲", 21), ("示例乙", 22)):
            sheet.append(row)
        name, what = "10月考勤表.xlsx", "误发了别的表"
        book.save(self.folder / name)
        said = ((reading.FILE_FOREIGN, "", ""), (reading.SHEET_STRAY, "考勤", "A1"))
        self.planted += [table.finding(self.period.id, "", name, s, c, code, what) for code, s, c in said]
        self._arrive("县人社局", name, datetime(2025, 11, 4, 10, 12), VERDICT + "refused", what)
        self._document()
        name = "县林业局情况说明（扫描）.pdf"
        (self.folder / name).write_bytes(_PDF)
        self._arrive(
            "县林业局", name, datetime(2025, 11, 4, 15, 2), VERDICT + "refused", "用扫描件代替报表", settled=False
        )
        self.planted.append(table.finding(self.period.id, "", name, "", "", filing.PAPER, "用扫描件代替报表"))

    def _document(self) -> None:
        from docx import Document

        document = Document()
        document.add_paragraph(f"示例：县委宣传部10月工作小结（{FICTION}）")
        name = "宣传部10月小结.docx"
        document.save(str(self.folder / name))
        self._arrive("县委宣传部", name, datetime(2025, 11, 4, 15, 0), VERDICT + "refused", "用 Word 小结代替报表")
        self.planted.append(table.finding(self.period.id, "", name, "", "", filing.PAPER, "用 Word 小结代替报表"))

    # ------------------------------------------------------------ receipts and expectations

    def _arrive(
        self, unit: str, name: str, received: datetime, verdict: str, what: str, *, settled: bool = True
    ) -> None:
        """Register an extra file; *settled*: take the clock out of the package that was just saved."""
        if settled:
            settle(self.folder / name, received)
        self._receive(name, received, mail=name.endswith(("x", "f")), sender=unit)
        self.planted.append(Planted(self.period.id, unit, name, "", "", verdict, "", what))

    def _receive(self, name: str, received: datetime, *, mail: bool, sender: str = "") -> None:
        path = self.workspace.relative(self.folder / name)
        moment = received.replace(tzinfo=time_zone(self.plan.header.time_zone))
        self._receipts[path] = Receipt(path, "", moment, "mail" if mail else "register", sender)

    def _state(self, unit: str, form: str, state: str, what: str) -> None:
        self.planted.append(Planted(self.period.id, unit, "", form, "", STATE + state, "", what))

    def _borne(self, unit: str, name: str, what: str) -> None:
        self.planted.append(Planted(self.period.id, unit, name, "", "", SILENT, "", what))

    def _register(self) -> None:
        files = self.workspace.input_files(self.period)
        known = {p: replace(r, sha256=sha256_of(self.workspace.root / p)) for p, r in self._receipts.items()}
        receipts.receipts_for(self.workspace, self.period, files, known=known)


def _open(path: Path) -> Any:
    from openpyxl import load_workbook

    return load_workbook(path)


_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def copy_of(root: Path, to: Path) -> Path:
    """Copy a workspace's plan to *to*, without what was received."""
    shutil.copytree(root / "templates", to / "templates", ignore=shutil.ignore_patterns("issued"))
    (to / "inputs").mkdir()
    return to


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="samples-") as folder:
        room = copy_of(ROOT, Path(folder) / "workspace")
        planted, _ = make(room)
        for text in MONTHS:
            target = ROOT / "inputs" / text
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(room / "inputs" / text, target)
    table.write(TABLE, planted)
    print(f"已写出 {', '.join('inputs/' + m for m in MONTHS)} 和 {TABLE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
