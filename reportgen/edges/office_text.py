"""文稿补充.docx: the office's own text for a brief, by heading. It is kept over every run."""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from pathlib import Path

from reportgen.edges.files import reason
from reportgen.edges.packages import DAMAGED_OFFICE
from reportgen.model.errors import InputError
from reportgen.model.office import Supplement

_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、])\s*")


def plain_heading(text: str) -> str:
    """Return a heading without its number and blanks, as headings are compared."""
    return re.sub(r"\s", "", _NUMBERING.sub("", text.strip())).rstrip("。：:")


def read_supplements(path: Path, headings: Collection[str]) -> tuple[Supplement, ...]:
    """Return the office's text by heading, in order; none where there is no file.

    A paragraph is a heading by its style, or because it says what one of *headings* says. Raises `InputError`
    for a file that is no Word document.
    """
    if not path.is_file():
        return ()
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(path.read_bytes()))
    except OSError as error:
        raise InputError(f"“{path.name}”读不了：{reason(error)}。") from error
    except (PackageNotFoundError, *DAMAGED_OFFICE) as error:
        raise InputError(f"“{path.name}”打不开，可能不是 .docx 或已损坏。请用 Word 另存为 .docx 后重试。") from error
    known = {plain_heading(h) for h in headings}
    sections: list[tuple[str, list[str]]] = [("", [])]
    for paragraph in document.paragraphs:
        text = paragraph.text.strip()
        style = (paragraph.style.name or "") if paragraph.style is not None else ""
        if text and (style.startswith(("Heading", "heading", "标题")) or plain_heading(text) in known):
            sections.append((plain_heading(text), []))
        elif text:
            sections[-1][1].append(text)
    return tuple(Supplement(heading, tuple(texts)) for heading, texts in sections if texts)
