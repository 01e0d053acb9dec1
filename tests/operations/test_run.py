"""What takes minutes at the first start shows that it goes on."""

import os
import re

import pytest

from ratsite import launch
from ratsite.operations import run, setup


@pytest.fixture
def slow_python(tmp_path, monkeypatch):
    """A Python whose version is known at once, and whose other calls take half a second."""
    path = tmp_path / ".venv/bin/python"
    path.parent.mkdir(parents=True)
    path.write_text('#!/bin/sh\n[ "$1" = -V ] && echo Python 3.12.1 || sleep 0.5\n')
    path.chmod(0o755)
    (tmp_path / "requirements.txt").touch()
    monkeypatch.setattr(launch, "ROOT", tmp_path)
    monkeypatch.setattr(launch, "PYTHON", path)
    monkeypatch.setattr(setup.sys, "executable", str(path))
    return str(path)


@pytest.mark.parametrize(
    "begin",
    [
        lambda python: launch.install("requirements.txt"),
        lambda python: run.prepare(os.environ, python=python),
        lambda python: setup._manage(dict(os.environ), "prepare"),
    ],
    ids=["install", "prepare", "setup"],
)
def test_a_first_start_on_a_terminal_prints_dots_until_it_is_done(slow_python, monkeypatch, capsys, begin):
    begin(slow_python)
    assert "." not in capsys.readouterr().out.replace("requirements.txt", "")
    monkeypatch.setattr(run, "DOT_SECONDS", 0.1)
    for is_terminal in (False, True):
        monkeypatch.setattr("sys.stdout.isatty", lambda is_terminal=is_terminal: is_terminal)
        for stamp in launch.PYTHON.parent.parent.glob("installed-*"):
            stamp.unlink()
        begin(slow_python)
        assert bool(re.search(r"^[.]{2,}\n$", capsys.readouterr().out, re.MULTILINE)) == is_terminal


def test_no_dot_comes_near_the_link_for_the_first_coordinator(slow_python, monkeypatch, capsys):
    monkeypatch.setattr(run, "DOT_SECONDS", 0.1)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    setup._manage(dict(os.environ), "add_coordinator")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("code", ["0", "3"])
def test_the_exit_code_is_that_of_the_command(code):
    assert run.call_with_dots(["sh", "-c", f"exit {code}"]) == int(code)


def test_ctrl_c_ends_the_command(tmp_path, monkeypatch):
    def press_ctrl_c(*words, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "DOT_SECONDS", 0.1)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr(run, "print", press_ctrl_c, raising=False)
    with pytest.raises(KeyboardInterrupt):
        run.call_with_dots(["sh", "-c", f"sleep 2; touch {tmp_path}/went-on"])
    assert not (tmp_path / "went-on").exists()
