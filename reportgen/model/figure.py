"""Figures (数字): a number can be printed only as one of these, with its definition and sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from reportgen.model.records import Return
from reportgen.model.values import Value


@dataclass(frozen=True, slots=True)
class Source:
    """One cell that a figure rests on, as result.json writes it."""

    file: str
    sheet: str
    cell: str
    raw: str
    value: str

    @classmethod
    def of(cls, value: Value) -> Source:
        o = value.origin
        return cls(o.file, o.sheet, o.cell, value.raw, value.text)


def title_of(ret: Return) -> Source:
    """Return the cell that shows the 表号 of a received sheet, as a source."""
    return Source(ret.title.file, ret.title.sheet, ret.title.cell, ret.title_raw, ret.title_raw)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a quoted text with its proof.

    ``id`` is stable from period to period (e.g. ``quotas.Q01.actual``). ``value`` is exact; ``text``
    is rounded and carries the unit (13家, 7.2%); ``others`` are further ways in which documents may
    print it (0.3个百分点 and -0.3). Either ``sources`` or ``inputs`` (ids of figures it is computed
    from) is non-empty; a count of nothing says so in ``how``.
    """

    id: str
    name: str
    value: Decimal | str | None
    unit: str
    text: str
    how: str  # the definition, Chinese, e.g. 县统计局“入库审核情况”中审批通过的企业，按信用代码去重计数
    sources: tuple[Source, ...] = ()
    inputs: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.text, *self.others)))


@dataclass
class Ledger:
    """All figures of a run, by id, in the order they were added."""

    _figures: dict[str, Figure] = field(default_factory=dict)

    def add(self, figure: Figure) -> Figure:
        """Keep *figure*; the same id twice must be the same figure, else `ValueError` (our fault)."""
        known = self._figures.setdefault(figure.id, figure)
        if known != figure:
            raise ValueError(f"figure {figure.id} defined twice")
        return known

    def __getitem__(self, id: str) -> Figure:
        return self._figures[id]

    def get(self, id: str) -> Figure | None:
        return self._figures.get(id)

    def __contains__(self, id: object) -> bool:
        return id in self._figures

    def __iter__(self) -> Iterator[Figure]:
        return iter(self._figures.values())

    def __len__(self) -> int:
        return len(self._figures)

    def all_sources(self, id: str) -> tuple[Source, ...]:
        """Every source cell beneath a figure, through its inputs, each once."""
        figure = self._figures[id]
        seen = dict.fromkeys(figure.sources)
        for other in figure.inputs:
            seen.update(dict.fromkeys(self.all_sources(other)))
        return tuple(seen)
