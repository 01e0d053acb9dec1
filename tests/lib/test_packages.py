"""A folder or zip file from elsewhere: nothing outside it is read, and a bad one is refused in plain words."""

import os
import zipfile
from pathlib import Path

import pytest

from ratsite.lib.packages import Package, PackageError, read_text
from tests.corpora.bombs import with_spoiled_bytes


def a_zip(path: Path, names: dict[str, bytes], *, kind: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("is_zip", [True, False])
def test_a_package_s_files_are_read_by_name(tmp_path, is_zip):
    if is_zip:
        source = a_zip(tmp_path / "a.zip", {"in/a.txt": b"Ask.", "b.txt": b"B"})
    else:
        source = tmp_path / "folder"
        (source / "in").mkdir(parents=True)
        (source / "in/a.txt").write_bytes(b"Ask.")
    with Package(source) as package:
        assert package.read("in/a.txt", 4) == b"Ask."
        assert "in/a.txt" in package
        with pytest.raises(PackageError, match="larger than this site allows"):
            package.read("in/a.txt", 3)
        for name in ("none.txt", "../a.zip", "/etc/passwd", "in"):
            with pytest.raises(PackageError, match="no such file"):
                package.read(name, 10)


@pytest.mark.parametrize("name", ["../out.txt", "in/../../out.txt", "/etc/out.txt", "C:out.txt", "..\\out.txt"])
def test_a_file_that_points_outside_refuses_the_zip(tmp_path, name):
    source = a_zip(tmp_path / "a.zip", {"good.txt": b"Ask."})
    with zipfile.ZipFile(source, "a") as archive:
        info = zipfile.ZipInfo("x")
        info.filename = name
        archive.writestr(info, b"out")
    with pytest.raises(PackageError, match="Rename the file and zip it again"):
        Package(source)


def test_links_refuse_a_zip_and_a_folder(tmp_path):
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(PackageError, match="link to another place"):
        Package(tmp_path / "a.zip")
    folder = tmp_path / "folder"
    folder.mkdir()
    os.symlink("/etc", folder / "etc")
    with pytest.raises(PackageError, match="link to another place"):
        Package(folder)
    os.symlink(folder, tmp_path / "other")
    with pytest.raises(PackageError, match="no such folder"):
        Package(tmp_path / "other")


def test_a_link_that_appears_later_is_not_followed(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"Ask.")
    with Package(folder) as package:
        (folder / "a.txt").unlink()
        os.symlink("/etc/hostname", folder / "a.txt")
        with pytest.raises(PackageError, match="damaged"):
            package.read("a.txt", 1000)


def test_a_bomb_is_not_opened(tmp_path):
    source = a_zip(tmp_path / "a.zip", {"zeros.bin": bytes(50_000_000)}, kind=zipfile.ZIP_DEFLATED)
    assert source.stat().st_size < 100_000
    with pytest.raises(PackageError, match="enormous size"):
        Package(source)


def test_a_zip_that_lies_about_a_size_is_read_no_further_than_the_limit(tmp_path, monkeypatch):
    source = a_zip(tmp_path / "a.zip", {"a.txt": b"x" * 5000}, kind=zipfile.ZIP_DEFLATED)
    with Package(source) as package, pytest.raises(PackageError, match="larger than this site allows"):
        package.read("a.txt", 100)
    monkeypatch.setattr("ratsite.lib.packages.MOST_FILES", 1)
    with pytest.raises(PackageError, match="contains too much"):
        Package(a_zip(tmp_path / "b.zip", {"a": b"", "b": b""}))


def test_names_and_texts_in_another_encoding_are_refused(tmp_path):
    source = a_zip(tmp_path / "a.zip", {"caf\u00e9.txt": b"Ask."})
    with Package(source) as package:
        assert package.read("caf\u00e9.txt", 10) == b"Ask."
    raw = source.read_bytes().replace("caf\u00e9".encode(), b"caf\x82_")
    for place in range(len(raw) - 1):  # the flag that says UTF-8, in both headers
        if raw[place : place + 4] in (b"PK\x03\x04", b"PK\x01\x02"):
            flag = place + (7 if raw[place + 2] == 3 else 9)
            raw = raw[:flag] + b"\x00" + raw[flag + 1 :]
    (tmp_path / "b.zip").write_bytes(raw)
    with pytest.raises(PackageError, match="not in UTF-8"):
        Package(tmp_path / "b.zip")
    for content in ("caf\u00e9".encode("latin-1"), "id,title".encode("utf-16")):
        with pytest.raises(PackageError, match="not in UTF-8"):
            read_text(content)
    assert read_text("\ufeffid".encode()) == "id"


def test_a_file_that_is_not_a_zip_or_is_cut_off_is_reported(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"no zip")
    with pytest.raises(PackageError, match="neither a folder nor a zip"):
        Package(tmp_path / "a.zip")
    source = a_zip(tmp_path / "b.zip", {"a.txt": b"x" * 2000})
    source.write_bytes(source.read_bytes().replace(b"xxxx", b"yyyy", 1))
    with Package(source) as package, pytest.raises(PackageError, match="damaged"):
        package.read("a.txt", 10_000)


def test_a_file_whose_packed_bytes_are_spoiled_is_said_to_be_damaged(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "word " * 200)
    spoiled = with_spoiled_bytes((tmp_path / "a.zip").read_bytes(), "a.txt")
    (tmp_path / "a.zip").write_bytes(spoiled)
    with Package(tmp_path / "a.zip") as package, pytest.raises(PackageError, match="damaged"):
        package.read("a.txt", 10_000)
