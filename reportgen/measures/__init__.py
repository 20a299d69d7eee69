"""What is behind, as figures: quotas, targets, milestones, matters, projects, measures, reporting."""

from __future__ import annotations

from reportgen.measures.history import look_back
from reportgen.measures.judge import Judgement, judge

__all__ = ["Judgement", "judge", "look_back"]
