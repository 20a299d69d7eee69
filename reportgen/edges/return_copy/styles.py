"""Styles of a returned copy: the agency's own with another fill, and those of the list of problems."""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

from reportgen.edges.return_copy.opc import Parts, elements, local, namespace, parse, relation_base, serialised
from reportgen.model.finding import ERROR, QUERY

FILLS = {ERROR: "FFF4B6AE", QUERY: "FFFFE699"}
_INPUT = "FFFFFBE6"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_PLAIN = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")


class Styles:
    """The styles part of a package; `save` puts it back when every style has been asked for."""

    def __init__(self, parts: Parts, workbook: str) -> None:
        self._parts = parts
        name = parts.related(workbook, "styles")
        if name is None or name not in parts:
            base = relation_base(parse(parts.read(workbook)))
            name = parts.add("xl/styles{}.xml", _PLAIN.encode(), _TYPE)
            parts.relate(workbook, f"{base}/styles", name)
        self._name = name
        self._root = parse(parts.read(name))
        self._space = namespace(self._root)
        self._made: dict[tuple[object, ...], int] = {}
        while len(self._group("fills")) < 2:  # Excel keeps the first two for itself
            fill = self._element("fill")
            etree.SubElement(
                fill, self._tag("patternFill"), patternType="gray125" if len(self._group("fills")) else "none"
            )
            self._append("fills", fill)
        if not elements(self._group("cellXfs")):
            self._append("cellXfs", self._element("xf", numFmtId="0", fontId="0", fillId="0", borderId="0"))

    def save(self) -> None:
        self._parts.write(self._name, serialised(self._root))

    def marked(self, style: int, severity: str) -> int:
        """Return the style that is *style* filled as *severity* is marked."""
        key = ("marked", style, severity)
        if key not in self._made:
            styles = elements(self._group("cellXfs"))
            base = styles[style if 0 <= style < len(styles) else 0]
            if local(base) != "xf":  # one xf offered in two ways: the last is for everyone
                base = [*base.iter(self._tag("xf"))][-1]
            format_ = copy.deepcopy(base)
            format_.set("fillId", str(self._fill(FILLS[severity])))
            format_.set("applyFill", "1")
            self._made[key] = self._append("cellXfs", format_)
        return self._made[key]

    def unmarked(self, style: int) -> int:
        """Return the style that is *style* without the fill of a mark; the same style where it has none of ours."""
        key = ("unmarked", style)
        if key not in self._made:
            formats, fills = elements(self._group("cellXfs")), elements(self._group("fills"))
            format_ = formats[style] if 0 <= style < len(formats) else None
            number = int(format_.get("fillId", "0")) if format_ is not None and local(format_) == "xf" else 0
            colours = fills[number].iter(self._tag("fgColor")) if 0 < number < len(fills) else ()
            if not {c.get("rgb") for c in colours} & set(FILLS.values()):
                return style
            plain: Any = copy.deepcopy(format_)
            plain.set("fillId", "0")
            self._made[key] = self._append("cellXfs", plain)
        return self._made[key]

    def own(self, *, bold: bool = False, link: bool = False, fill: str = "", quoted: bool = False) -> int:
        """Return a style of the list: wrapped, at the top, thin borders; *quoted* text is never a formula."""
        key = ("own", bold, link, fill, quoted)
        if key not in self._made:
            format_ = self._element(
                "xf", numFmtId="49", fontId=str(self._font(bold, link)), fillId=str(self._fill(fill) if fill else 0),
                borderId=str(self._border()), applyNumberFormat="1", applyFont="1", applyFill="1", applyBorder="1",
                applyAlignment="1",
            )  # fmt: skip
            if self._root.find(f"{self._tag('cellStyleXfs')}/{self._tag('xf')}") is not None:
                format_.set("xfId", "0")
            if quoted:
                format_.set("quotePrefix", "1")
            format_.append(self._element("alignment", vertical="top", wrapText="1"))
            self._made[key] = self._append("cellXfs", format_)
        return self._made[key]

    @property
    def input_fill(self) -> str:
        """The fill of cells that the unit is asked to fill in."""
        return _INPUT

    def _fill(self, colour: str) -> int:
        key = ("fill", colour)
        if key not in self._made:
            fill = self._element("fill")
            pattern = etree.SubElement(fill, self._tag("patternFill"), patternType="solid")
            etree.SubElement(pattern, self._tag("fgColor"), rgb=colour)
            etree.SubElement(pattern, self._tag("bgColor"), indexed="64")
            self._made[key] = self._append("fills", fill)
        return self._made[key]

    def _font(self, bold: bool, link: bool) -> int:
        key = ("font", bold, link)
        if key not in self._made:
            font = self._element("font")
            if bold:
                etree.SubElement(font, self._tag("b"))
            if link:
                etree.SubElement(font, self._tag("u"))
            etree.SubElement(font, self._tag("sz"), val="10.5")
            etree.SubElement(font, self._tag("color"), rgb="FF1F4E79" if link else "FF000000")
            etree.SubElement(font, self._tag("name"), val="宋体")
            self._made[key] = self._append("fonts", font)
        return self._made[key]

    def _border(self) -> int:
        if ("border",) not in self._made:
            border = self._element("border")
            for side in ("left", "right", "top", "bottom"):
                line = etree.SubElement(border, self._tag(side), style="thin")
                etree.SubElement(line, self._tag("color"), rgb="FFBFBFBF")
            etree.SubElement(border, self._tag("diagonal"))
            self._made["border",] = self._append("borders", border)
        return self._made["border",]

    def _group(self, name: str) -> Any:
        found = self._root.find(self._tag(name))
        if found is None:
            before = _ORDER[: _ORDER.index(name)]
            place = sum(etree.QName(e).localname in before for e in self._root if isinstance(e.tag, str))
            found = self._element(name, count="0")
            self._root.insert(place, found)
        return found

    def _append(self, name: str, item: Any) -> int:
        group = self._group(name)
        group.append(item)
        count = len(elements(group))
        group.set("count", str(count))
        return count - 1

    def _tag(self, name: str) -> str:
        return f"{{{self._space}}}{name}"

    def _element(self, name: str, **attributes: str) -> Any:
        return etree.Element(self._tag(name), **attributes)
