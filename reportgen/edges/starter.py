"""A new workspace from the neutral starter that the package ships."""

from __future__ import annotations

import os
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from reportgen.model.errors import OutputError


def make_workspace(folder: Path) -> str:
    """Make a workspace in *folder* (new or empty) and return what to do next.

    Raises `OutputError` if the folder already holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise OutputError(f"“{folder}”里已有内容，没有改动。请换一个新文件夹。")
    try:
        _copy(files("reportgen") / "starter", folder)
        for name in ("inputs", "outputs", "templates/issued"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        _make_plan_workbook(folder / "templates")
    except OSError as error:
        raise OutputError(f"“{folder}”写不进去，请核对文件夹权限和磁盘空间。") from error
    return (
        f"已建立工作区 {folder}。下一步：\n"
        f"  1. 打开 {folder / 'templates' / 'plan.xlsx'}，按“阅读说明”改成本县方案（示例内容为虚构）；\n"
        f"  2. 运行 reportgen plan check --workspace {folder} 检查方案；\n"
        f"  3. 运行 reportgen issue --period 期别 --workspace {folder} 发表。\n"
        "不用命令的，双击“开始.bat”（Windows）或“开始.sh”（Linux）。"
    )


def _copy(source: Traversable, target: Path) -> None:
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        for child in source.iterdir():
            if child.name != "__pycache__":
                _copy(child, target / child.name)
        return
    target.write_bytes(source.read_bytes())
    if target.suffix == ".sh" and os.name == "posix":
        target.chmod(0o755)


def _make_plan_workbook(templates: Path) -> None:
    """Staff edit the workbook, so a new workspace has it instead of the text."""
    from reportgen.edges.plan_store import convert

    text = templates / "plan.yaml"
    convert(text, templates / "plan.xlsx")
    text.unlink()
