"""A damaged Word file is told in words wherever one is opened: by its directory, a member, the XML in it."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from reportgen.edges.office_text import read_supplements
from reportgen.edges.word_check import open_template
from reportgen.edges.word_reader import read_document
from reportgen.model.errors import InputError


def whole() -> bytes:
    out = BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(whole())) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            target.writestr(info.filename, content if info.filename == name else source.read(info))
    return out.getvalue()


def overwritten(at: int) -> bytes:
    data = bytearray(whole())
    data[at : at + 400] = b"\xff" * 400
    return bytes(data)


DAMAGED = [
    b"", b"PK\x03\x04", whole()[:5000], overwritten(100), overwritten(3000),
    with_part("word/document.xml", b"<w:document"), with_part("[Content_Types].xml", b"\x00"),
]  # fmt: skip


@pytest.mark.parametrize("data", DAMAGED)
def test_damaged__is_no_template_and_no_document(tmp_path: Path, data: bytes):
    path = tmp_path / "简报.docx"
    path.write_bytes(data)
    assert open_template(path) is None
    with pytest.raises(InputError, match="Word"):
        read_supplements(path, ())


@pytest.mark.parametrize("data", [*DAMAGED[:3], DAMAGED[5]])
def test_damaged__is_not_read_for_its_numbers(tmp_path: Path, data: bytes):
    path = tmp_path / "简报.docx"
    path.write_bytes(data)
    with pytest.raises(InputError, match="Word"):
        read_document(path)
