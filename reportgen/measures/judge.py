"""All of a period judged at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reportgen.measures.breakdown import judge_breakdown
from reportgen.measures.case import Case
from reportgen.measures.counts import count_measures
from reportgen.measures.matters import judge_matters
from reportgen.measures.milestones import judge_milestones
from reportgen.measures.projects import judge_projects
from reportgen.measures.quotas import judge_quotas
from reportgen.measures.reporting import count_reporting
from reportgen.measures.signals import subjects_of
from reportgen.measures.targets import judge_targets
from reportgen.measures.warnings import raise_warnings
from reportgen.model.figure import Ledger
from reportgen.model.outcome import (
    EarlyWarning,
    Matter,
    MergedForm,
    MilestoneResult,
    Past,
    ProjectResult,
    QuotaResult,
    Submission,
    TargetResult,
    TaskShare,
)
from reportgen.model.period import Period
from reportgen.model.plan import Plan


@dataclass(frozen=True)
class Judgement:
    """What is ahead and what is behind, with the figure of every number that can be printed."""

    quotas: tuple[QuotaResult, ...] = ()
    targets: tuple[TargetResult, ...] = ()
    milestones: tuple[MilestoneResult, ...] = ()
    matters: tuple[Matter, ...] = ()
    figures: Ledger = field(default_factory=Ledger)
    projects: tuple[ProjectResult, ...] = ()
    warnings: tuple[EarlyWarning, ...] = ()
    breakdown: tuple[TaskShare, ...] = ()


def judge(
    plan: Plan,
    period: Period,
    as_of: datetime,
    forms: Mapping[str, MergedForm],
    before: Mapping[str, MergedForm],
    submissions: Sequence[Submission],
    history: Sequence[Past] = (),
    filed: Sequence[Submission] = (),
    same: Mapping[str, str] | None = None,
    joined: Mapping[str, str] | None = None,
) -> Judgement:
    """Judge *period* as told by *as_of* (aware): its merged *forms* against the plan and the forms *before*.

    *history* are the year's earlier periods of the same kind, oldest first; *filed* what became of every
    obligation of all the year's folders so far; *same* which records the office said to be one (key → key),
    *joined* which matters (number → number).
    """
    case = Case(
        plan, period, as_of, forms, before, tuple(submissions), history=tuple(history), filed=tuple(filed),
        same=same or {}, joined=joined or {},
    )  # fmt: skip
    targets = judge_targets(case)
    quotas = judge_quotas(case)
    milestones = judge_milestones(case)
    projects = judge_projects(case)
    breakdown = judge_breakdown(case)
    matters = judge_matters(case)
    count_measures(case)
    count_reporting(case)
    subjects = subjects_of(case, targets, quotas, milestones, projects, matters)
    warnings = raise_warnings(case, subjects)
    return Judgement(quotas, targets, milestones, matters, case.figures, projects, warnings, breakdown)
