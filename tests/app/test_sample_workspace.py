"""The repository's own workspace merged as users would."""

from __future__ import annotations

from reportgen.edges import plan_store
from tests.circle import REPOSITORY
from tests.conftest import Merged


def test_merge__writes_what_the_interface_names(sample: Merged):
    names = {p.relative_to(sample.folder).as_posix() for p in sample.folder.rglob("*") if p.is_file()}
    assert {"汇总表.xlsx", "简报.docx", "result.json"} <= names
    for folder in ("督办/", "退回/", "催报/"):
        assert any(name.startswith(folder) for name in names), folder


def test_cells__every_one_is_merged_or_explained(sample: Merged):
    cells = sample.result["cells"]
    assert cells["lost"] == 0
    assert cells["filled"] == cells["merged"] + cells["explained"]
    assert cells["filled"] > 3000


def test_plan__every_sentence_and_item_is_served():
    from reportgen.plan.coverage import coverage, item_coverage

    plan = plan_store.load(REPOSITORY / "templates")
    lines = coverage(plan)
    assert len(lines) == 75
    assert [line for line in lines if line.missing] == []
    assert [item for item in item_coverage(plan) if item.missing] == []
    assert {len(getattr(plan, s)) for s in ("targets", "milestones")} == {11}
    assert [len(getattr(plan, s)) for s in ("quotas", "mechanisms", "frequencies")] == [6, 35, 10]
    assert {s.ambiguity for s in plan.settings if s.ambiguity} >= {f"A{n:02d}" for n in range(1, 35)}
