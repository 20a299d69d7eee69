"""The plan on disk: ``templates/plan.yaml`` or ``templates/plan.xlsx``, read, checked and converted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from reportgen.edges import own_source
from reportgen.edges.files import sha256_of
from reportgen.edges.plan_cache import keep, read_cached
from reportgen.edges.plan_workbook import write_workbook
from reportgen.edges.plan_workbook_reader import read_workbook
from reportgen.edges.plan_yaml import read_yaml
from reportgen.edges.plan_yaml_writer import write_yaml
from reportgen.model.errors import InputError
from reportgen.model.plan import Plan
from reportgen.plan.canonical import Difference, differences
from reportgen.plan.check import check
from reportgen.plan.names import place_of
from reportgen.plan.parse import parse
from reportgen.plan.raw import Fault, PlanFaults

__all__ = ["WORKBOOK_NAME", "YAML_NAME", "convert", "load", "write_workbook", "write_yaml"]

YAML_NAME, WORKBOOK_NAME = "plan.yaml", "plan.xlsx"
_READERS = {".yaml": read_yaml, ".yml": read_yaml, ".xlsx": read_workbook}
_WRITERS = {".yaml": write_yaml, ".yml": write_yaml, ".xlsx": write_workbook}
_DIFFERENCES_SHOWN = 20


def load(templates: Path, cache: Path | None = None) -> Plan:
    """Return the plan in *templates*; raises `PlanFaults` with every fault of form and content.

    Where both files are there they must say the same; places are then those of plan.yaml. What YAML
    says is kept in *cache*, because reading it takes longer than all the rest, and so is that the two
    files, as they are, were found to agree.
    """
    present = [templates / name for name in (YAML_NAME, WORKBOOK_NAME) if (templates / name).is_file()]
    if not present:
        message = (
            f"这里没有方案文件 {YAML_NAME} 或 {WORKBOOK_NAME}；请把方案放到这里，或先运行 reportgen init 新建工作区"
        )
        raise PlanFaults([Fault(str(templates), "", "", message)])
    agreed = cache / f"agreed-{_digest(present)}" if cache and len(present) == 2 else None
    if agreed is not None and agreed.is_file():
        present = present[:1]
    plans, faults = [], list[Fault]()
    for path in present:
        name = f"{templates.resolve().name}/{path.name}"
        raw = read_cached(path, name, cache) if cache and path.name == YAML_NAME else _READERS[path.suffix](path, name)
        plan, found = parse(raw)
        plans.append(plan)
        faults += [*found, *check(plan)]
    if not faults and len(plans) == 2:
        faults += _disagreements(plans[0], plans[1])
    if faults:
        raise PlanFaults(dict.fromkeys(faults))
    if agreed is not None and len(plans) == 2:
        keep(agreed, "agreed-*", "")
    return plans[0]


def _digest(paths: Iterable[Path]) -> str:
    """Return a digest of files and of the program that reads them."""
    told = (own_source.digest(own_source.PLANNING), *map(sha256_of, paths))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def convert(src: Path, dst: Path) -> None:
    """Write the plan at *src* in the form that *dst*'s name asks for (.yaml or .xlsx), nothing lost.

    Raises `PlanFaults` if *src* cannot be understood (references are not judged here), `InputError`
    for a missing file or another kind of file.
    """
    for path in (src, dst):
        if path.suffix.lower() not in _READERS:
            raise InputError(f"“{path.name}”不是方案文件；方案文件以 .yaml 或 .xlsx 结尾。")
    if not src.is_file():
        raise InputError(f"找不到“{src}”，请核对文件名和所在文件夹。")
    plan, faults = parse(_READERS[src.suffix.lower()](src))
    if faults:
        raise PlanFaults(faults)
    _WRITERS[dst.suffix.lower()](plan, dst)


def _disagreements(yaml: Plan, workbook: Plan) -> list[Fault]:
    found = differences(yaml, workbook)
    faults = [_disagreement(yaml, workbook, d) for d in found[:_DIFFERENCES_SHOWN]]
    if len(found) > _DIFFERENCES_SHOWN:
        faults.append(Fault("", "", "", f"两份方案还有 {len(found) - _DIFFERENCES_SHOWN} 处不一致没有列出"))
    return faults


def _disagreement(yaml: Plan, workbook: Plan, difference: Difference) -> Fault:
    here, there = place_of(yaml, difference.path), place_of(workbook, difference.path)
    where = Fault.at(there, "").where if there else WORKBOOK_NAME
    message = (
        f"{difference.path} 两份方案不一致：{YAML_NAME} 为“{difference.one or '（无）'}”，"
        f"{where} 为“{difference.other or '（无）'}”；请改成一致，或用 reportgen plan convert 由一份生成另一份"
    )
    return Fault.at(here, message)
