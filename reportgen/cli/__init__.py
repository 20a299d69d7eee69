"""The command line: parse, call `reportgen.app`, print, pick the exit status."""

from __future__ import annotations

import gc
import os
import sys

_LOOKS_FOR_GARBAGE = (100_000, 20, 100)
"""A command keeps nearly all that it makes until it ends: Python's usual looks take a tenth of a large merge."""
DONE, USAGE, FILES, INTERRUPTED = 0, 2, 4, 130


def main() -> None:
    """Run reportgen and leave with its exit status; no traceback without ``--debug``."""
    gc.set_threshold(*_LOOKS_FOR_GARBAGE)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if not _debug(sys.argv):
        sys.unraisablehook = lambda _: None  # what a library drops while it is torn down is told already
    try:
        status = run(sys.argv[1:])
    except KeyboardInterrupt:  # while the program was still starting
        status = _interrupted()
    sys.exit(status)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit status."""
    import click

    from reportgen.cli.chinese import explain
    from reportgen.cli.commands import cli
    from reportgen.model.errors import ReportgenError

    debug = _debug(arguments)
    arguments = [a for a in arguments if a != "--debug"]
    try:
        status = cli.main(arguments, prog_name="reportgen", standalone_mode=False)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "reportgen"
        _say(f"{explain(error)}\n查看用法：{path} --help")
        return USAGE
    except click.ClickException as error:
        _say(explain(error))
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        return _interrupted()
    except BrokenPipeError:
        return DONE
    except ReportgenError as error:
        if debug:
            raise
        _say(str(error))
        return error.exit_status
    except OSError as error:
        if debug:
            raise
        from reportgen.edges.files import reason

        name = f"“{error.filename}”" if error.filename else "文件"
        _say(f"{name}读写出错：{reason(error)}。未能完成，原有文件没有改动，请处理后重试。")
        return FILES
    except Exception as error:  # the last border: users never see a traceback
        if debug:
            raise
        _say(
            f"程序出错，未能完成，原有文件没有改动。请把命令加上 --debug 再运行一次，并把屏幕内容发给维护人员。（{type(error).__name__}）"
        )
        return FILES
    return status if isinstance(status, int) else DONE


def _interrupted() -> int:
    _say("已停止，原有文件没有改动。")
    return INTERRUPTED


def _debug(arguments: list[str]) -> bool:
    return "--debug" in arguments or bool(os.environ.get("REPORTGEN_DEBUG"))


def _say(message: str) -> None:
    sys.stderr.write(f"{message}\n")
