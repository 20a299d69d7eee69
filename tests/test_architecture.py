"""The layers of setup.cfg hold, and the core does not know files (the contract itself runs here)."""

from __future__ import annotations

from importlinter.cli import lint_imports


def test_layers__hold():
    assert lint_imports(config_filename="setup.cfg", no_cache=True) == 0
