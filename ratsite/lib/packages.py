"""Read an untrusted folder or zip file. Refuse links that lead out of it, and zip bombs.

Nothing is unpacked to the disk: each file is read when the caller asks for it, and only up to the caller's limit.
"""

import os
import zipfile
from pathlib import Path, PurePosixPath
from types import TracebackType

from ratsite.lib.documents.unreadable import DAMAGED
from ratsite.lib.marked_texts import gettext_noop as _

MOST_FILES = 100_000
MOST_BYTES = 50 * 1024**3  # bytes of all files together
MOST_RATIO = 200  # times that a file may be larger than its part of the zip file; text is packed to a fiftieth at most
SMALL = 1_000_000  # bytes: a smaller file may be packed to any ratio
UTF_8 = 0x800  # flag of an entry of a zip file that says that its name is UTF-8 (ZIP file format specification, 4.4.4)
ENCRYPTED = 0x1


class PackageError(Exception):
    """Raised if the folder, the zip file or one file in it cannot be used; the message says why."""


class Package:
    """A folder or zip file for reading. Names use / and are relative to it. Use it in a `with` statement."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.archive: zipfile.ZipFile | None = None
        if path.is_symlink() or not path.exists():
            raise PackageError(_("There is no such folder or zip file."))
        if path.is_dir():
            self.sizes = _sizes_in_folder(path)
            return
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise PackageError(_("This is neither a folder nor a zip file.")) from error
        self.sizes = _sizes_in_archive(self.archive)

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.archive is not None:
            self.archive.close()

    def __contains__(self, name: str) -> bool:
        return name in self.sizes

    def read(self, name: str, most: int) -> bytes:
        """Return the content of a file.

        Raises PackageError if there is no such file, or if it has more than `most` bytes.
        """
        if name not in self.sizes:
            raise PackageError(_("There is no such file in the folder or zip file."))
        try:
            opened = self.archive.open(name) if self.archive is not None else _open_plain(self.path / name)
            with opened as file:
                content = file.read(most + 1)
        except DAMAGED as error:
            raise PackageError(_("The file is damaged and cannot be read.")) from error
        if len(content) > most:
            raise PackageError(_("The file is larger than this site allows."))
        return content


def read_text(content: bytes) -> str:
    """Return the content of a file as text. Raises PackageError if it is not in UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PackageError(_("The file is not in UTF-8. Save it again as “CSV UTF-8”.")) from error
    if "\x00" in text:
        raise PackageError(_("The file is not in UTF-8. Save it again as “CSV UTF-8”."))
    return text


def _sizes_in_folder(folder: Path) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for root, folders, names in os.walk(folder, followlinks=False):
        for name in [*folders, *names]:
            path = Path(root) / name
            if path.is_symlink():
                raise PackageError(_("The folder has a link to another place. Remove it."))
            if name in names and path.is_file():
                sizes[path.relative_to(folder).as_posix()] = path.stat().st_size
        _refuse_too_much(len(sizes), sum(sizes.values()))
    return sizes


def _sizes_in_archive(archive: zipfile.ZipFile) -> dict[str, int]:
    sizes: dict[str, int] = {}
    entries = archive.infolist()
    _refuse_too_much(len(entries), sum(entry.file_size for entry in entries))
    for entry in entries:
        name = entry.filename
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            raise PackageError(_("The zip file contains a link to another place. Make it again without links."))
        if name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts:
            raise PackageError(
                _(
                    "The zip file has a file name that contains “:”, “\\” or “..”, or begins with “/”. "
                    "Rename the file and zip it again."
                )
            )
        if not entry.flag_bits & UTF_8 and not name.isascii():
            raise PackageError(_("The zip file has a file name that is not in UTF-8. Use plain letters in the names."))
        if entry.flag_bits & ENCRYPTED:
            raise PackageError(_("The zip file has a password. Make it again without one."))
        if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            raise PackageError(_("The zip file unpacks to an enormous size, so it was not opened."))
        if name in sizes:
            raise PackageError(_("The zip file has two files with the same name."))
        if not entry.is_dir():
            sizes[name] = entry.file_size
    return sizes


def _refuse_too_much(files: int, size: int) -> None:
    if files > MOST_FILES or size > MOST_BYTES:
        raise PackageError(_("The folder or zip file contains too much. Divide it into several."))


def _open_plain(path: Path):
    """Open a file of a folder; refuse it if it has become a link since the folder was read."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")
