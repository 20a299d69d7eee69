"""Fill a sentence pattern with spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from reportgen.model.text import Num, Span, Text
from reportgen.model.wordings import Segment, Slot, parse_pattern

Spans = tuple[Span, ...]
Filling = Span | Sequence[Span] | None
"""What a name of a pattern stands for; None or nothing means that there is no value."""


def fill(pattern: str, values: Mapping[str, Filling], literal: Callable[[str], Span] = Text) -> Spans:
    """Return *pattern* as spans, its names replaced by *values*.

    A stretch in ``[…]`` is left out when a name in it has no value or is a figure of zero. A name
    outside brackets that has no value prints nothing. *literal* makes a span of the words between.
    Punctuation that hangs in the air because of what was left out is dropped.
    Raises `KeyError` for a name that *values* lacks, `ValueError` for digits in a pattern.
    """
    spans: list[Span] = []
    for segment in parse_pattern(pattern):
        if segment.optional and _is_mute(segment, values):
            continue
        for part in segment.parts:
            spans += as_spans(values[part.name]) if isinstance(part, Slot) else (literal(part),)
    return _tidy(merge_texts(spans))


def as_spans(value: Filling) -> Spans:
    """Return a filling as a tuple of spans."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, Sequence) else (value,)


def join(groups: Sequence[Spans], separator: str = "；") -> Spans:
    """Return *groups* one after another with *separator* between them; empty groups are skipped."""
    spans: list[Span] = []
    for group in filter(None, groups):
        if spans:
            spans.append(Text(separator))
        spans += group
    return merge_texts(spans)


def merge_texts(spans: Sequence[Span]) -> Spans:
    """Return the same words with neighbouring texts made one and empty ones dropped."""
    merged: list[Span] = []
    for span in spans:
        if isinstance(span, Text):
            if not span.text:
                continue
            if merged and isinstance(merged[-1], Text):
                merged[-1] = Text(merged[-1].text + span.text)
                continue
        merged.append(span)
    return tuple(merged)


_DANGLING = (
    (re.compile("([（：，；、])[，；、]+"), r"\1"),
    (re.compile("[，；、：]+([。）])"), r"\1"),
    (re.compile("（）"), ""),
)


def _tidy(spans: Spans) -> Spans:
    """Drop commas after an opening bracket or colon, or before a full stop, and empty brackets."""
    tidied: list[Span] = []
    for span in spans:
        if isinstance(span, Text):
            text = span.text
            for pattern, kept in _DANGLING:
                text = pattern.sub(kept, text)
            span = Text(text)
        tidied.append(span)
    return merge_texts(tidied)


def without_lead(spans: Spans) -> Spans:
    """Return *spans* without a colon or comma at their start, which followed a name that is left out."""
    first = spans[0] if spans else None
    return merge_texts((Text(first.text.lstrip("：，；")), *spans[1:])) if isinstance(first, Text) else spans


def _is_mute(segment: Segment, values: Mapping[str, Filling]) -> bool:
    return any(_is_nothing(as_spans(values[name])) for name in segment.names)


def _is_nothing(spans: Spans) -> bool:
    if len(spans) == 1 and isinstance(spans[0], Num):
        value = spans[0].figure.value
        return value is None or value == 0
    return not spans
