"""Colour only where it helps: on a terminal, on words that stand alone."""

from __future__ import annotations

import click
import pytest

from reportgen.cli.colour import painted
from reportgen.model import screen


@pytest.mark.parametrize("line", ["  指标  7.2% 红", "  甲局  未报  —", "  大道  已逾期 红"])
def test_painted__words_of_a_column_are_coloured_and_the_width_stays(line: str):
    shown = painted(line)
    assert shown != line
    assert click.unstyle(shown) == line
    assert screen.width(click.unstyle(shown)) == screen.width(line)


def test_painted__words_within_a_sentence_and_json_stay_plain():
    assert painted("红旗路未报送材料") == "红旗路未报送材料"
    assert painted('{"light": "红"} 红', plain=True) == '{"light": "红"} 红'
