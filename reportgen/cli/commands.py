"""Every command of reportgen. Each imports its job only when it runs, so that help starts at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.chinese import ChineseCommand, ChineseGroup, PlacePath, SourceType
from reportgen.cli.colour import painted

if TYPE_CHECKING:
    from reportgen.edges.workspace import Workspace

KINDS = (
    "周调度",
    "旬报",
    "月度",
    "季度讲评",
    "督办",
    "通报",
    "政策清单",
    "一页纸",
    "预警专报",
    "提请研究",
    "会议材料",
    "提醒函",
    "催报函",
    "拟办清单",
    "会议通知",
    "会议纪要",
)


def _or_of_the_group(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path:
    """The workspace as named after the command, else before it, else the current folder."""
    return value or ctx.find_root().params.get("workspace") or Path()


workspace_option = click.option(
    "--workspace", type=PlacePath(file_okay=False), callback=_or_of_the_group, metavar="文件夹",
    help="工作区文件夹，内有 templates、inputs、outputs；默认为当前文件夹。",
)  # fmt: skip
period_option = click.option(
    "--period", metavar="期别", help="如 2025-10、2025-Q3、2025-10-D1（上旬）、2025-W43；默认为 inputs 里最新一期。"
)
as_of_option = click.option(
    "--as-of",
    metavar="时点",
    help="按哪个时点判断，如 “2025-11-06 18:00”；默认为现在，已过报送窗口的旧期为窗口关闭时。",
)
send_option = click.option("--send", is_flag=True, help="用邮件发出，记入发件登记；同一情况已发过的不再发。")
again_option = click.option("--again", is_flag=True, help="与 --send 合用：已发过的也再发一遍。")
dry_run_option = click.option("--dry-run", is_flag=True, help="只显示要发的全部邮件，不发送、不登记。")
json_option = click.option("--json", "as_json", is_flag=True, help="结果写成 JSON，供程序读取。")


def _open(folder: Path) -> Workspace:
    from reportgen.edges.workspace import Workspace

    workspace = Workspace(folder)
    workspace.check()
    return workspace


_WIPE = "\r\x1b[K"


def _progress() -> Callable[[str], None]:
    """Progress on a terminal: one line that is written over, and wiped before anything else is told."""
    if not sys.stderr.isatty():
        return lambda _: None

    def show(name: str) -> None:
        sys.stderr.write(f"{_WIPE}正在处理 {name}")
        sys.stderr.flush()

    click.get_current_context().call_on_close(_wipe)
    return show


def _wipe() -> None:
    if sys.stderr.isatty():
        sys.stderr.write(_WIPE)
        sys.stderr.flush()


def _tell(text: str) -> None:
    """Print a result where the progress stood."""
    _wipe()
    click.echo(text)


@click.group(
    cls=ChineseGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)
@workspace_option
@json_option
@click.version_option(None, "--version", package_name="reportgen", message="reportgen %(version)s", help="显示版本。")
@click.pass_context
def cli(ctx: click.Context, workspace: Path, as_json: bool) -> int:
    """经济运行专班报表工具：发表、收表、汇总、核对、写简报。

    不带命令运行，显示当前一期的进展和下一步该做什么。
    """
    ctx.obj = workspace
    if ctx.invoked_subcommand is None:
        from reportgen.app.screens import next_step

        click.echo(painted(next_step(_open(workspace), as_json), as_json))
    return 0


@cli.command(cls=ChineseCommand)
@click.argument("folder", metavar="文件夹", type=PlacePath(file_okay=False))
@workspace_option
def init(folder: Path, workspace: Path) -> None:
    """建立新的工作区，内附可修改的方案和文稿模板。文件夹名从 --workspace 算起。"""
    from reportgen.edges.starter import make_workspace

    click.echo(make_workspace(workspace / folder))


@cli.group(cls=ChineseGroup, invoke_without_command=True)
@click.pass_context
def plan(ctx: click.Context) -> None:
    """核对、转换、查看方案。"""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@plan.command("check", cls=ChineseCommand)
@workspace_option
def plan_check(workspace: Path) -> None:
    """一次列出方案的全部错误，注明位置。"""
    from reportgen.app.course import load_plan

    loaded = load_plan(_open(workspace))
    click.echo(
        f"方案没有发现错误：{loaded.header.name}，{len(loaded.units)} 个单位，{len(loaded.forms)} 张表，"
        f"{len(loaded.targets)} 项目标，{len(loaded.quotas)} 项数量任务，{len(loaded.milestones)} 个节点。"
    )


@plan.command("convert", cls=ChineseCommand)
@click.argument("source", metavar="原文件", type=PlacePath(dir_okay=False))
@click.argument("target", metavar="新文件", type=PlacePath(dir_okay=False))
@workspace_option
def plan_convert(source: Path, target: Path, workspace: Path) -> None:
    """在工作簿（.xlsx）和文本（.yaml）两种写法之间转换方案，内容不变。文件名从工作区文件夹算起。"""
    from reportgen.edges.plan_store import convert

    convert(workspace / source, workspace / target)
    click.echo(f"已写出 {target}。")


@plan.command("show", cls=ChineseCommand)
@click.option("--coverage", is_flag=True, help="逐句列出方案原文由哪些项目、表和文稿落实。")
@workspace_option
def plan_show(workspace: Path, coverage: bool) -> None:
    """以文字列出方案内容和专班办所作的设定。"""
    from reportgen.app.course import load_plan
    from reportgen.plan.show import show, show_coverage

    loaded = load_plan(_open(workspace))
    click.echo(show_coverage(loaded) if coverage else show(loaded))


@cli.command(cls=ChineseCommand)
@click.option("--period", metavar="期别", required=True, help="如 2025-10、2025-W43。")
@click.option("--unit", metavar="单位", help="只发某一个单位，简称、全称都可以。")
@send_option
@again_option
@dry_run_option
@workspace_option
def issue(workspace: Path, period: str, unit: str | None, send: bool, again: bool, dry_run: bool) -> None:
    """发表：为每个单位写出一本待填的工作簿；加 --send 用邮件发给各单位。"""
    from reportgen.app.issue import issue as write
    from reportgen.app.issue import mail_out

    done = write(_open(workspace), period, unit, _progress())
    _tell(done.message)
    if send or dry_run:
        _tell(mail_out(_open(workspace), period, done, again=again, dry_run=dry_run, progress=_progress()))


@cli.command(cls=ChineseCommand)
@click.argument("sources", metavar="来源…", nargs=-1, required=True, type=SourceType(exists=True))
@click.option("--period", metavar="期别", required=True, help="放入哪一期；表上写明是别期的，放入那一期并说明。")
@click.option(
    "--sender", metavar="单位或人", default="", help="这些文件是谁发来的，记入收件登记（聊天、U 盘收到的文件用）。"
)
@click.option("--received", metavar="时间", default="", help="这些文件什么时候收到的，如 “2025-11-03 09:30”。")
@click.option("--mark-seen", is_flag=True, help="邮箱里收过的邮件标为已读；不写则邮箱里什么都不动。")
@click.option("--move", "move_to", metavar="文件夹", default="", help="邮箱里收过的邮件移到这个文件夹。")
@click.option("--watch", is_flag=True, help="一直看着邮箱或文件夹，有新的就收下并汇总，按 Ctrl+C 停。")
@click.option(
    "--interval", metavar="秒", type=click.FloatRange(1), default=300.0, help="--watch 时最多隔多久看一次；默认 300。"
)
@workspace_option
def collect(
    workspace: Path,
    sources: tuple[Path | str, ...],
    period: str,
    sender: str,
    received: str,
    mark_seen: bool,
    move_to: str,
    watch: bool,
    interval: float,
) -> None:
    """收表：把文件、文件夹、压缩包、邮件或邮箱（imaps://用户@服务器/文件夹）里的报表放进 inputs 里这一期。"""
    import itertools

    from reportgen.app import collect as collecting
    from reportgen.app.course import load_plan

    upkeep = collecting.Upkeep(mark_seen, move_to)
    if watch:
        collecting.watch(
            _open(workspace), sources, period, upkeep=upkeep, interval=interval, tell=_tell, rounds=itertools.count()
        )
        return
    place = _open(workspace)
    evidence = collecting.Evidence(sender)
    if received:
        evidence = collecting.evidence_of(load_plan(place), sender, received)
    _tell(collecting.collect(place, sources, period, evidence=lambda: evidence, upkeep=upkeep, progress=_progress()))


@cli.command(cls=ChineseCommand)
@click.argument("paths", metavar="文件…", nargs=-1, required=True, type=PlacePath(exists=True))
@click.option("--period", metavar="期别", help="应属哪一期；不写时以表上的期别为准。")
@click.option(
    "--mark",
    "marked",
    type=PlacePath(file_okay=False),
    metavar="文件夹",
    help="把有问题的文件标注好，写到这个文件夹，和汇总时的退回一样，可以直接发给单位。",
)
@json_option
@workspace_option
def check(workspace: Path, paths: tuple[Path, ...], period: str | None, marked: Path | None, as_json: bool) -> int:
    """核对文件，不汇总。发现强制性错误时退出状态为 1。"""
    from reportgen.app.check import check as check_files

    report = check_files(_open(workspace), paths, period, _progress(), marked)
    _tell(report.json if as_json else report.text)
    return 1 if report.errors else 0


@cli.command(cls=ChineseCommand)
@period_option
@as_of_option
@click.option("--strict", is_flag=True, help="有未报、逾期、退回或矛盾时退出状态为 1。")
@workspace_option
def merge(workspace: Path, period: str | None, as_of: str | None, strict: bool) -> int:
    """汇总：读入这一期的全部报表，写出汇总表、简报、督办、退回、催报。"""
    from reportgen.app.merge import merge as run
    from reportgen.app.merge import summary

    done = run(_open(workspace), period, as_of, _progress())
    _tell(summary(done))
    unsettled = any(s.state in ("missing", "late", "returned") for s in done.outcome.submissions)
    return 1 if strict and (unsettled or done.outcome.conflicts) else 0


@cli.command(cls=ChineseCommand)
@period_option
@as_of_option
@workspace_option
def decide(workspace: Path, period: str | None, as_of: str | None) -> None:
    """登记决定：把汇总表“核实”“冲突”表里填的决定抄入核实登记，下次汇总照办。"""
    from reportgen.app.decide import decide as take_over

    _tell(take_over(_open(workspace), period, as_of, _progress()))


@cli.command(cls=ChineseCommand)
@click.option(
    "--kind", type=click.Choice(KINDS), default="月度", metavar="种类", help="、".join(KINDS) + "。默认月度。"
)
@period_option
@as_of_option
@click.option("--with-sources", is_flag=True, help="文后附表列出每个数字的口径和来源单元格。")
@workspace_option
def brief(workspace: Path, kind: str, period: str | None, as_of: str | None, with_sources: bool) -> None:
    """写一种 Word 文稿。"""
    from reportgen.app.documents import write_documents

    _tell(write_documents(_open(workspace), kind, period, as_of, _progress(), sources=with_sources))


@cli.command(cls=ChineseCommand)
@click.option("--public", is_flag=True, help="略去敏感内容，供扩大范围使用；单独用时写出 汇总表（公开）.xlsx。")
@click.option("--csv", is_flag=True, help="每张表写一个 CSV 文件（UTF-8，Excel 可直接打开）。")
@click.option("--parquet", is_flag=True, help='每张表写一个 Parquet 文件；需先 pip install "reportgen[parquet]"。')
@period_option
@as_of_option
@workspace_option
def export(workspace: Path, public: bool, csv: bool, parquet: bool, period: str | None, as_of: str | None) -> None:
    """导出：可扩大范围的汇总表，或供分析用的数据文件。"""
    from reportgen.app.export import export as write

    _tell(write(_open(workspace), period, as_of, _progress(), public=public, csv=csv, parquet=parquet))


@cli.command(cls=ChineseCommand)
@period_option
@as_of_option
@send_option
@again_option
@dry_run_option
@workspace_option
def remind(workspace: Path, period: str | None, as_of: str | None, send: bool, again: bool, dry_run: bool) -> None:
    """催报：为未报、退回的单位写好邮件和短信息；加 --send 才发送。"""
    from reportgen.app.remind import remind as run

    _tell(run(_open(workspace), period, as_of, _progress(), send=send, again=again, dry_run=dry_run))


@cli.command(cls=ChineseCommand)
@period_option
@as_of_option
@click.option("--unit", metavar="单位", help="只看某一个单位。")
@json_option
@workspace_option
def status(workspace: Path, period: str | None, as_of: str | None, unit: str | None, as_json: bool) -> None:
    """看进度：谁按时、谁逾期、谁未报、谁被退回。"""
    from reportgen.app.screens import status as tell

    click.echo(painted(tell(_open(workspace), period, as_of, unit, as_json), as_json))


@cli.command(cls=ChineseCommand)
@click.argument("figure", metavar="数字")
@period_option
@as_of_option
@json_option
@workspace_option
def trace(workspace: Path, figure: str, period: str | None, as_of: str | None, as_json: bool) -> int:
    """溯源：一个数字的口径和全部来源单元格，可写编号（quotas.Q01.actual）或名称；写 .docx 文件的，逐个核对文稿中的数字。"""
    if figure.lower().endswith(".docx"):
        from reportgen.app.trace_document import report, trace_document

        traced = trace_document(_open(workspace), workspace / figure, _progress())
        _tell(report(figure, traced))
        return 0 if traced.proved else 1
    from reportgen.app.trace import trace as explain

    click.echo(explain(_open(workspace), figure, period, as_of, as_json))
    return 0


@cli.command(cls=ChineseCommand)
@click.argument("document", metavar="文稿", type=PlacePath(exists=True, dir_okay=False))
@click.option("--number", default="", metavar="期号或文号", help="如 10 或 湘稳专〔2025〕3号；默认为本年下一期。")
@click.option("--signatory", default="", metavar="签发人", help="默认为方案里的签发人。")
@click.option("--date", "signed_on", default="", metavar="日期", help="签发日期，如 2025-11-12；默认为今天。")
@workspace_option
def finalize(document: Path, number: str, signatory: str, signed_on: str, workspace: Path) -> None:
    """定稿：留存签发的文稿和其中的数字，登记期号、签发人和日期；以后数字变动会列出更正。"""
    from reportgen.app.finalize import finalize as keep

    _tell(keep(_open(workspace), document, number, signatory, signed_on, _progress()))


@cli.group(cls=ChineseGroup, invoke_without_command=True)
@click.pass_context
def template(ctx: click.Context) -> None:
    """核对 Word 模板。"""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@template.command("check", cls=ChineseCommand)
@workspace_option
def template_check(workspace: Path) -> int:
    """一次列出 templates/word 里全部模板的错误：写错的标签、正文位置、缺少的样式。有错误时退出状态为 1。"""
    from reportgen.app.word_templates import check_templates

    faults = check_templates(_open(workspace))
    click.echo("\n".join(faults) or "Word 模板没有发现错误。")
    return 1 if faults else 0


@cli.command(cls=ChineseCommand)
@click.argument("year", metavar="年度", type=int)
@click.option(
    "--to",
    "folder",
    type=PlacePath(file_okay=False),
    metavar="文件夹",
    help="新工作区放在哪里；默认为本工作区里以年度命名的文件夹。",
)
@workspace_option
def rollover(workspace: Path, year: int, folder: Path | None) -> None:
    """年度结转：建立下一年度的工作区，带上未办结事项、项目和培育库等台账。"""
    from reportgen.app.rollover import roll_over

    _tell(roll_over(_open(workspace), year, folder, _progress()).message)


@cli.command(cls=ChineseCommand)
@click.argument("earlier", metavar="前一期")
@click.argument("later", metavar="后一期")
@as_of_option
@json_option
@workspace_option
def diff(workspace: Path, earlier: str, later: str, as_of: str | None, as_json: bool) -> None:
    """对比：两期之间变了什么，指标、任务、节点、项目、事项、报送、预警和各单位改动的数。"""
    from reportgen.app.compared import diff as compare

    click.echo(painted(compare(_open(workspace), earlier, later, as_of, as_json), as_json))


@cli.command(cls=ChineseCommand)
@period_option
@as_of_option
@json_option
@workspace_option
def replay(workspace: Path, period: str | None, as_of: str | None, as_json: bool) -> None:
    """回放：按顺序重算年内各期，列出全年的走势。"""
    from reportgen.app.replay import replay as run

    _tell(painted(run(_open(workspace), period, as_of, as_json, _progress()), as_json))


@cli.command(cls=ChineseCommand, hidden=True)
@click.argument("dropped", metavar="文件…", nargs=-1, type=PlacePath())
@workspace_option
def menu(workspace: Path, dropped: tuple[Path, ...]) -> int:
    """逐步选择的菜单，供双击“开始”使用。"""
    from reportgen.cli.menu import run_menu

    return run_menu(workspace, dropped)
