"""``python -m benchmarks [--quick] [--only NAME …]``: measure, print the table and write docs/性能.md.

``--quick`` takes small inputs and one round (about a minute); ``--only`` takes some of the measures, prints
their lines and leaves the page as it is.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.clock import ROOT
from benchmarks.measures import FULL, MEASURES, QUICK, Line, measured
from reportgen.edges.reading_pool import processors

PAGE = ROOT / "docs" / "性能.md"
_INTRO = """# 性能

由 `python -m benchmarks` 测出并写成，{day}，{cores} 个处理器，Python {python}，reportgen {reportgen}，pandas {pandas}，openpyxl
{openpyxl}，xlsxwriter {xlsxwriter}，开始时系统平均负载 {load:.1f}。用时受机器和当时的负载影响，所以承诺的是同一次运行里的比值：各方轮流运行 {rounds} 轮，取中位数；负载高于 1 时
多进程的一方吃亏。没有达到的照实写。

文件是 `benchmarks/county.py` 造的：每个文件三张表，每张 60 行 15 列，十分之一的文件有一处错误；汇总都从没有缓存的状态开始，带出处、
全部核对、汇总表、简报、退回和催报。

| 量的是什么 | 结果 | 承诺 | 达到 | 说明 |
|---|---|---|---|---|
"""


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small inputs, one round")
    parser.add_argument("--only", nargs="+", choices=list(MEASURES), help="these measures alone")
    wanted = parser.parse_args()
    scale = QUICK if wanted.quick else FULL
    lines: list[Line] = []
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as work:
        for name in wanted.only or MEASURES:
            start = time.perf_counter()
            found = measured(name, Path(work), scale)
            lines += found
            for line in found:
                print(_row(line), flush=True)
            print(f"  ({name}: {time.perf_counter() - start:.0f} s)", file=sys.stderr, flush=True)
    if not wanted.only:
        PAGE.write_text(_page(lines, scale.rounds, load), encoding="utf-8")
        print(f"written: {PAGE.relative_to(ROOT)}")


def _page(lines: list[Line], rounds: int, load: float) -> str:
    packages = {name: version(name) for name in ("reportgen", "pandas", "openpyxl", "xlsxwriter")}
    head = _INTRO.format(
        day=f"{date.today():%Y-%m-%d}",
        load=load,
        cores=processors(),
        python=platform.python_version(),
        rounds=rounds,
        **packages,
    )
    return head + "\n".join(_row(line) for line in lines) + "\n"


def _row(line: Line) -> str:
    holds = {True: "是", False: "否", None: "–"}[line.holds]
    return f"| {line.what} | {line.measured} | {line.promised or '–'} | {holds} | {line.detail} |"


if __name__ == "__main__":
    main()
