"""What is behind, as figures: quotas, targets, milestones, matters, projects, measures, reporting."""

from __future__ import annotations

from reportgen.measures.judge import Judgement, judge

__all__ = ["Judgement", "judge"]
