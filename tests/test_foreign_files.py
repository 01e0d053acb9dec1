"""The run over the test files of other libraries reports what it read, what crashed, and what the site missed."""

import io
import subprocess
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

from ratsite.files import sandbox
from tests.files.hidden_office import word_comment, word_run
from tests.foreign_files import PACKAGES, Row, _read, fetch, main, read_all, table


def package(folder: Path, **files: bytes) -> None:
    with tarfile.open(folder / "others-1.0.tar.gz", "w:gz") as packed:
        for name, content in files.items():
            entry = tarfile.TarInfo(name.replace("__", "."))
            entry.size = len(content)
            packed.addfile(entry, io.BytesIO(content))


def test_the_table_tells_what_was_read_refused_and_hidden(tmp_path):
    package(tmp_path, a__docx=word_run("Marmalade", vanish=""), b__pdf=b"%PDF-1.7 broken", c__docx=b"x", d__py=b"x")
    (row,) = read_all(tmp_path)
    assert (row.package, row.files, dict(row.outcomes)) == ("others", 3, {"whole": 1, "refused": 2})
    assert (row.kinds["text"], row.problems) == (1, [])
    assert "| others | 3 | 1 | 0 | 0 | 0 | 2 |" in table([row])


def test_a_file_whose_hidden_words_the_site_misses_is_a_problem(tmp_path, monkeypatch):
    path, open_file = tmp_path / "file.docx", sandbox.open_file
    path.write_bytes(word_comment("Marmalade"))
    row = Row("others")
    _read(row, path, "tests/a.docx", "docx")
    assert row.problems == []
    monkeypatch.setattr(sandbox, "open_file", lambda *file: replace(open_file(*file), hidden=[]))
    path.write_bytes(word_comment("Quince"))
    _read(row, path, "tests/a.docx", "docx")
    assert row.problems == ["tests/a.docx: 1 × comment is hidden in it and was not told"]


def test_a_run_without_packages_and_network_says_that_it_did_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(subprocess, "run", refused)
    monkeypatch.setattr(sys, "argv", ["foreign_files", str(tmp_path)])
    assert main() == 2
    said = capsys.readouterr().out
    assert f"These packages are not in {tmp_path} and could not be fetched (no network?): pypdf, " in said
    assert "No file was opened, so this run says nothing." in said


def test_a_package_that_is_there_is_not_fetched_again(tmp_path, monkeypatch):
    monkeypatch.setattr(subprocess, "run", refused)
    for name in ("pypdf-6.0.0", "python_docx-1.2.0"):
        (tmp_path / f"{name}.tar.gz").touch()
    assert fetch(tmp_path) == [name for name in PACKAGES if name not in ("pypdf", "python-docx")]


def refused(*args, **kwargs):
    raise OSError("no network")


def test_all_seven_libraries_are_named():
    assert len(set(PACKAGES)) == 7
