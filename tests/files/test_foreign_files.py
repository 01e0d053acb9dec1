"""The run over the test files of other libraries: it tells what it read, and what crashed."""

import io
import tarfile
from pathlib import Path

from tests.files.hidden_office import word_run
from tests.foreign_files import PACKAGES, read_all, table


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


def test_all_seven_libraries_are_named():
    assert len(set(PACKAGES)) == 7
