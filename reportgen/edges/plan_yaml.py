"""plan.yaml: read into raw values with their lines, and written so that comments survive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reportgen.model.plan import Place
from reportgen.plan.raw import Fault, PlanFaults, Raw, RawList, RawMap, RawPlan, RawText

NULLS = ("", "~", "null", "Null", "NULL")
_DEEPEST = 8
"""No plan nests deeper; it bounds the reader's recursion."""


def read_yaml(path: Path, name: str = "") -> RawPlan:
    """Return the raw plan of a YAML file; `PlanFaults` if it is no YAML that a plan may use.

    Places call the file *name*, by default the file's own.
    """
    name = name or path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlanFaults([Fault(name, "", "", "不是 UTF-8 编码的文本，请另存为 UTF-8 编码")]) from error
    return read_yaml_text(text, name)


def read_yaml_text(text: str, file: str = "plan.yaml") -> RawPlan:
    """Return the raw plan of YAML *text*; places name *file* and 「第n行第m列」."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return RawPlan(_Builder(YAML(typ="safe", pure=True).parse(text), file).document())
    except MarkedYAMLError as error:
        raise PlanFaults([Fault(file, "", _cell(error.problem_mark), _syntax(error))]) from error
    except YAMLError as error:
        raise PlanFaults([Fault(file, "", "", f"不是有效的 YAML：{error}")]) from error


def _syntax(error: Any) -> str:
    problem = error.problem or error.context or ""
    return f"YAML 写法有误（{problem}）；请看这一行及上一行的缩进、冒号、引号和制表符"


def _cell(mark: Any) -> str:
    return f"第{mark.line + 1}行第{mark.column + 1}列" if mark else ""


class _Builder:
    """Builds the raw tree from parser events; no tag is resolved, so no text changes its meaning."""

    def __init__(self, events: Iterator[Any], file: str) -> None:
        self._events = events
        self._file = file

    def document(self) -> RawMap:
        from ruamel.yaml.events import DocumentStartEvent, StreamEndEvent

        start = Place(self._file, "", "第1行第1列")
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                break
            if isinstance(event, StreamEndEvent):
                return RawMap(start)
        root = self._node(next(self._events), 0)
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                raise self._refused(event, "文件里有第二份文档（---），请删去")
        if isinstance(root, RawText) and not root.text:
            return RawMap(start)
        if not isinstance(root, RawMap):
            raise PlanFaults([Fault.at(root.place, "文件最外层应为“类别: 内容”，如 header:、units:")])
        return root

    def _node(self, event: Any, depth: int) -> Raw:
        from ruamel.yaml.events import MappingStartEvent, ScalarEvent, SequenceStartEvent

        if depth > _DEEPEST:
            raise self._refused(event, "层次太深")
        place = self._place(event)
        if isinstance(event, ScalarEvent):
            plain = event.style in (None, "")
            return RawText(place, "" if plain and event.value in NULLS else event.value)
        if isinstance(event, SequenceStartEvent):
            return RawList(place, tuple(self._node(e, depth + 1) for e in self._until_end()))
        if isinstance(event, MappingStartEvent):
            pairs = []
            for key_event in self._until_end():
                key = self._node(key_event, depth + 1)
                if not isinstance(key, RawText):
                    raise self._refused(key_event, "名称应为一个词，不能是列表")
                pairs.append((key, self._node(next(self._events), depth + 1)))
            return RawMap(place, tuple(pairs))
        raise self._refused(event, "方案不用 YAML 的锚点和引用（& *），请把内容写全；星号开头的文字请加引号")

    def _until_end(self) -> Iterator[Any]:
        from ruamel.yaml.events import MappingEndEvent, SequenceEndEvent

        for event in self._events:
            if isinstance(event, MappingEndEvent | SequenceEndEvent):
                return
            yield event

    def _place(self, event: Any) -> Place:
        return Place(self._file, "", _cell(event.start_mark), getattr(event, "value", "") or "")

    def _refused(self, event: Any, message: str) -> PlanFaults:
        return PlanFaults([Fault(self._file, "", _cell(event.start_mark), message)])
