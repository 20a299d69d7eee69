"""click in Chinese: help pages and errors of the command line as office staff read them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from reportgen.model import screen


class ChineseFormatter(click.HelpFormatter):
    """Help pages whose columns line up where a Chinese character takes two."""

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        indent = " " * self.current_indent
        first = min(col_max, max(screen.width(row[0]) for row in rows)) + col_spacing
        for term, text in rows:
            lines = _wrapped(text, self.width - first - len(indent))
            if screen.width(term) > first - col_spacing:
                self.write(f"{indent}{term}\n")
                term = ""
            for line in lines:
                self.write(f"{indent}{screen.pad(term, first)}{line}".rstrip() + "\n")
                term = ""


def _wrapped(text: str, columns: int) -> list[str]:
    """Break *text* into lines of at most *columns*; Chinese breaks between any two characters."""
    lines, line = [], ""
    for c in text:
        if screen.width(line + c) > columns and c not in "，。；：、）”":
            lines.append(line)
            line = ""
        line += c
    return [*lines, line]


class _ChineseContext(click.Context):
    formatter_class = ChineseFormatter


class _Chinese(click.Command):
    """Help pages with Chinese headings."""

    context_class = _ChineseContext

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (p for p in self.get_params(ctx) if isinstance(p, click.Option))
        records = [(r[0], r[1].replace("  [required]", "必填。")) for p in options if (r := p.get_help_record(ctx))]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本页说明。"
        return option


class ChineseCommand(_Chinese):
    """A command whose help page is Chinese."""


class ChineseGroup(_Chinese, click.Group):
    """A group whose help page and unknown-command message are Chinese."""

    command_class = ChineseCommand

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", "命令 [参数]…")
        super().__init__(*args, **kwargs)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _Chinese.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                rows.append((name, command.get_short_help_str(limit=120)))
        if rows:
            with formatter.section("命令"):
                formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order of a month's work, not of the alphabet

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, self.commands, n=1)
            hint = f"是不是“{near[0]}”？" if near else ""
            ctx.fail(f"没有“{name}”这个命令。{hint}")
        return super().resolve_command(ctx, args)


class PlacePath(click.Path):
    """A file or folder whose messages are Chinese and name it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(value)
        if self.exists and not path.exists():
            self.fail(f"没有找到“{value}”。请核对路径。", param, ctx)
        if not self.file_okay and path.is_file():
            self.fail(f"“{value}”是文件，这里要的是文件夹。", param, ctx)
        if not self.dir_okay and path.is_dir():
            self.fail(f"“{value}”是文件夹，这里要的是文件。", param, ctx)
        return path


class SourceType(PlacePath):
    """A file, a folder, or a mailbox written as imaps://用户@服务器/文件夹."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if str(value).lower().startswith(("imap://", "imaps://")):
            return str(value)
        return super().convert(value, param, ctx)


def explain(error: click.ClickException) -> str:
    """Return what is wrong with a command line, in Chinese."""
    if isinstance(error, click.NoSuchOption):
        near = f"是不是 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有 {error.option_name} 这个选项。{near}"
    if isinstance(error, click.MissingParameter):
        return f"缺少{_named(error.param)}。"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面缺少内容，或写法不对。"
    if isinstance(error, click.BadParameter):
        if isinstance(getattr(error.param, "type", None), PlacePath):
            return error.message
        choices = getattr(getattr(error.param, "type", None), "choices", None)
        allowed = f"可以是：{'、'.join(map(str, choices))}。" if choices else "请核对写法。"
        return f"{_named(error.param)} 写得不对。{allowed}"
    if isinstance(error, click.UsageError) and "unexpected extra argument" in error.message:
        return "多了参数，请核对命令写法。名称或路径里有空格的，请加上引号。"
    return error.message


def _named(param: click.Parameter | None) -> str:
    """A parameter as users type it: an option by its name, an argument by its place holder."""
    if param is None:
        return "参数"
    if isinstance(param, click.Option):
        return f"选项 {param.opts[0]}"
    return f"参数 {param.human_readable_name}"
