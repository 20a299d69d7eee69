"""Codes of findings about answers: lines of 核实登记 that cannot be used, explanations that answer nothing."""

from __future__ import annotations

from reportgen.model.finding import NOTICE, QUERY, Code

DECISION_UNCLEAR = Code(
    "answers.decision_unclear",
    QUERY,
    "核实登记读不懂",
    "核实登记的“{field}”写的是“{value}”，{expected}，本行未采用。",
    "请改正后重新汇总。",
    "决定要由人写清楚，程序不猜。",
)
DECISION_ORPHAN = Code(
    "answers.decision_orphan",
    QUERY,
    "核实登记没有对应的问题",
    "核实登记里编号“{value}”（{decision}）在本年度各期都没有对应的问题，本行未采用。",
    "请核对编号，或删去本行。",
    "编号写错的决定会落空，须让办公室知道。",
)
DECISION_ON_ERROR = Code(
    "answers.decision_on_error",
    QUERY,
    "强制性错误不能认可",
    "编号“{value}”是强制性错误，“{decision}”不起作用，这个数仍不采用。",
    "请单位更正；确实要放宽的，改方案的核对关系。",
    "强制性错误的数无法使用，认可说明不能使它变对。",
)
DECISION_OUTDATED = Code(
    "answers.decision_outdated",
    NOTICE,
    "作决定以后数又变了",
    "编号“{value}”作出“{decision}”时原填是“{before}”，现在是“{after}”，该决定不再适用，问题重新提出。",
    "请在汇总表“核实”表重新决定。",
    "认可的是当时的数，数变了要重新核实。",
)

CODES: tuple[Code, ...] = (DECISION_UNCLEAR, DECISION_ORPHAN, DECISION_ON_ERROR, DECISION_OUTDATED)
"""All of them, for the catalogue."""
