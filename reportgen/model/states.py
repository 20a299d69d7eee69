"""The states of submissions and milestones, and the words that users see for them."""

from __future__ import annotations

SUBMISSION_WORDS = {
    "on_time": "按时",
    "late": "逾期",
    "missing": "未报",
    "returned": "退回",
    "nil": "本期无",
    "exempt": "免报",
    "not_due": "未到期",
}
MILESTONE_WORDS = {
    "done": "已完成",
    "done_late": "逾期完成",
    "on_track": "推进中",
    "at_risk": "有风险",
    "overdue": "已逾期",
    "not_reported": "未报送",
}
WARNING_WORDS = {
    "new": "新出现",
    "standing": "仍存在",
    "unknown": "本期无数据",
    "cleared": "已解除",
}
"""What became of an early warning."""
