from __future__ import annotations

from reportgen.model import screen


def test_width__chinese_counts_two():
    assert screen.width("湘A") == 3


def test_table__columns_line_up():
    lines = screen.table([("单位", "数"), ("县发改局", "1"), ("a", "22")], indent="").splitlines()
    assert lines == ["单位      数", "县发改局  1", "a         22"]


def test_cut__never_longer_than_asked():
    assert screen.cut("一二三四五", 6) == "一二…"
    assert screen.width(screen.cut("一二三四五", 7)) <= 7
