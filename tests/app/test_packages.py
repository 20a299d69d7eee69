"""Returns that came in packages are merged, checked and sent back like others, named after package and file."""

from __future__ import annotations

import json
import random
import zipfile
from pathlib import Path

import pytest

from reportgen import api
from reportgen.app.check import check
from reportgen.edges.workspace import Workspace
from tests import circle
from tests.circle import arrived
from tests.conftest import SECOND, SECOND_TIME, Merged
from tests.edges.parts import zipped
from tests.edges.test_unpack import seven_zipped


@pytest.fixture(scope="module")
def packed(county: Merged, tmp_path_factory: pytest.TempPathFactory) -> Merged:
    """The other county's second month, two of its returns in a zip that lies in a 7z, with odd company."""
    import shutil

    root = tmp_path_factory.mktemp("packed") / "w"
    shutil.copytree(county.workspace.root, root)
    workspace = Workspace(root)
    folder = workspace.inputs / SECOND
    inside = zipped({name: (folder / name).read_bytes() for name in ("区交建局.xlsx", "区经信局.xlsx")})
    for name in ("区交建局.xlsx", "区经信局.xlsx", "收件登记.xlsx"):
        (folder / name).unlink()
    files = {"报表/内.zip": inside, "Thumbs.db": b"x", "密.7z": seven_zipped({"a": b"b"}, "1")}
    (folder / "汇总.bin").write_bytes(seven_zipped(files))
    (folder / "坏.zip").write_bytes(b"PK\x03\x04 cut off")
    (folder / "空.zip").write_bytes(zipped({"Thumbs.db": b"x"}))
    for path in folder.iterdir():
        if path.suffix in (".bin", ".zip"):
            arrived(path, "2027-05-03 09:00")
    return Merged.by(workspace, SECOND, SECOND_TIME)


def values(result: dict[str, object]) -> object:
    return result["forms"], result["quotas"], result["milestones"], [f["id"] for f in result["quotas"]]


def test_merge__reads_what_lies_in_packages(packed: Merged, county: Merged):
    paths = {f["path"]: f for f in packed.result["files"]}
    inside = f"inputs/{SECOND}/汇总.bin/报表/内.zip/区经信局.xlsx"
    assert paths[inside]["unit"] == "区经信局"
    assert paths[inside]["received_at"].startswith("2027-05-03T09:00")
    assert values(packed.result) == values(county.result)
    assert packed.result["cells"]["lost"] == 0


def test_merge__a_cell_in_a_package_is_the_source_of_a_figure(packed: Merged):
    files = {s["file"] for f in packed.result["figures"].values() for s in f["sources"]}
    assert f"inputs/{SECOND}/汇总.bin/报表/内.zip/区交建局.xlsx" in files


def test_merge__names_packages_that_stay_shut_and_what_it_left_aside(packed: Merged):
    files = {f["path"]: f for f in packed.result["files"]}
    for name, words in (("汇总.bin/密.7z", "密码"), ("坏.zip", "损坏"), ("空.zip", "没有可以读的文件")):
        assert files[f"inputs/{SECOND}/{name}"]["verdict"] == "refused"
        assert words in files[f"inputs/{SECOND}/{name}"]["reason"]
    done = api.merge(packed.workspace, SECOND, SECOND_TIME)
    assert {i.path for i in done.ignored} >= {f"inputs/{SECOND}/汇总.bin/Thumbs.db"}


def test_merge__sends_back_a_faulty_return_from_a_package(packed: Merged):
    assert (packed.folder / "退回/汇总.bin/报表/内.zip/区交建局.xlsx").is_file()


def test_merge__does_not_believe_the_copies_in_the_cache(packed: Merged):
    for path in (packed.workspace.cache / "unpacked").iterdir():
        path.write_bytes(b"something else")
    for path in (packed.workspace.cache / "readings").iterdir():
        path.unlink()
    assert Merged.by(packed.workspace, SECOND, SECOND_TIME).result == packed.result


def test_check__opens_packages_too(county: Merged, tmp_path: Path):
    path = tmp_path / "包.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(county.workspace.inputs / SECOND / "区经信局.xlsx", "区经信局.xlsx")
        archive.writestr("~$区经信局.xlsx", b"lock")
    report = check(county.workspace, [path], SECOND)
    (told,) = json.loads(report.json)
    assert told["path"] == f"{path.as_posix()}/区经信局.xlsx"
    assert told["unit"] == "区经信局"
    assert f"没有读 {path.as_posix()}/~$区经信局.xlsx" in report.text


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("package_files", 1, "里面的文件超过上限 1 个"),
        ("package_depth", 1, "超过上限 1 层"),
        ("package_megabytes", 1, "解压后超过上限 1 MB"),
        ("reading_file_megabytes", 1, "文件过大（上限 1 MB）"),
    ],
)
def test_limits__are_settings_of_the_plan_and_named(tmp_path: Path, setting: str, value: int, words: str):
    workspace = circle.make_workspace(tmp_path / "w")
    plan = workspace.templates / "plan.yaml"
    told = plan.read_text(encoding="utf-8")
    plan.write_text(
        told.replace("\nsettings:\n", f"\nsettings:\n  - {{key: {setting}, value: '{value}'}}\n"), encoding="utf-8"
    )
    large = random.Random(0).randbytes((1 << 20) + 1)
    (tmp_path / "包.zip").write_bytes(zipped({"内.zip": zipped({"a.csv": "甲,乙"}), "b.csv": large}))
    (tmp_path / "大.csv").write_bytes(large)
    report = check(workspace, [tmp_path / "包.zip", tmp_path / "大.csv"], None)
    assert words in report.text
