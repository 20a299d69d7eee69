"""核对 Word 模板: every misspelt tag and missing part of all templates at once."""

from __future__ import annotations

from reportgen.app import course as courses
from reportgen.edges.word_check import template_faults
from reportgen.edges.workspace import Workspace


def check_templates(workspace: Workspace) -> tuple[str, ...]:
    """Return every fault of the Word templates, and of those that the plan names and that are not there."""
    plan = courses.load_plan(workspace)
    folder = workspace.word_templates
    named = {
        name for d in plan.documents for name in (d.template, d.letter_template, d.note_template) if name
    }  # fmt: skip
    there = {p.name for p in folder.glob("*.docx") if not p.name.startswith("~$")}
    faults = [f"没有找到 {name}：方案的“文稿”用到它。请放到 templates/word 文件夹。" for name in sorted(named - there)]
    for name in sorted(there):
        faults += template_faults(folder / name)
    return tuple(faults)
