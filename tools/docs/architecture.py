"""docs/architecture.md: written by hand, apart from the layers and the calls between its marks."""

from __future__ import annotations

import configparser
import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.docs import markdown as md

CALLS = (
    "formula:compile_formula",
    "layout:arrange",
    "plan.parse:parse",
    "plan.check:check",
    "plan.versions:as_of",
    "plan.coverage:coverage",
    "reading.understand:understand",
    "filing.obligations:owed",
    "filing.obligations:window_close",
    "filing.select:choose",
    "filing.merge:merge_forms",
    "filing.answers:numbered",
    "rules:check_return",
    "rules:cross_check",
    "rules:compare",
    "measures:judge",
    "brief:compose",
    "brief:compose_kind",
    "brief:compose_all",
    "edges.plan_store:load",
    "edges.plan_store:convert",
    "edges.books:open_book",
    "edges.books:read_book",
    "edges.unpack:unpack",
    "edges.contents:contents_of",
    "edges.receipts:receipts_for",
    "edges.decisions:read_decisions",
    "edges.decision_writer:write_decisions",
    "edges.template_writer:write_issue",
    "edges.workbook:write_workbook",
    "edges.word_writer:write_letter",
    "edges.result_json:write_result",
    "edges.return_copy:write_returned",
    "edges.mail.reminders:write_reminders",
    "edges.atomic:replacing",
    "edges.atomic:OutputSet",
    "app.course:follow",
    "app.found:find",
    "app.judge:outcome_for",
    "app.judge:outcome_of",
    "app.merge:merge",
    "app.decide:decide",
)
"""The calls between parts that the page lists, by module and name below `reportgen`."""


def architecture_page(text: str, setup: Path) -> str:
    """Return the page with its tables of layers (from *setup*, setup.cfg) and calls (from the code) made anew."""
    text = md.filled(text, "layers", _layers(setup))
    return md.filled(text, "calls", md.table(("module", "call", "what it does"), map(_call, CALLS)))


def _layers(setup: Path) -> str:
    settings = configparser.ConfigParser()
    settings.read(setup, encoding="utf-8")
    layers = settings["importlinter:contract:layers"]["layers"].split("\n")
    names = [name.strip() for layer in layers if layer for name in layer.split("|")]
    return md.table(
        ("layer, top to bottom", "what it is"), ((md.code(n), _first(importlib.import_module(n))) for n in names)
    )


@dataclass(frozen=True)
class _Verbatim:
    """Stands in a signature for what is printed without quotes or an address."""

    text: str

    def __repr__(self) -> str:
        return self.text


def _call(path: str) -> tuple[str, str, str]:
    module, _, name = path.partition(":")
    called = getattr(importlib.import_module(f"reportgen.{module}"), name)
    return md.code(module), md.code(f"{name}{_signature(called)}"), _first(called)


def _signature(called: Callable[..., object]) -> inspect.Signature:
    """The signature as the source writes it; a default that is no plain constant is an ellipsis."""
    signature = inspect.signature(called)
    parameters = [
        p.replace(annotation=_Verbatim(p.annotation), default=_default(p.default))
        for p in signature.parameters.values()
    ]
    return signature.replace(parameters=parameters, return_annotation=_Verbatim(signature.return_annotation))


def _default(value: object) -> object:
    plain = value is inspect.Parameter.empty or isinstance(value, str | int | None)
    return value if plain else _Verbatim("…")


def _first(thing: object) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split())
