"""Write a backup in constant memory: each entry is packed, encrypted and written while it is read.

The file gets its final name only when all of it is on the disk. If the process ends before, a `.part` file is left,
which `remove_parts` deletes.
"""

import hashlib
import os
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ratsite.lib.backups.encryption import encrypt
from ratsite.lib.backups.manifest import ABOUT, MANIFEST, About, BackupFault, Manifest
from ratsite.lib.marked_texts import gettext_noop as _

PART = ".part"
CHUNK = 1 << 20
GZIP = 31  # the number by which zlib is told to write a gzip header
FAST, STORED = 1, 0  # compression levels of zlib


@dataclass(frozen=True)
class Entry:
    """One entry to be written into a backup.

    open: returns the content; if it raises FileNotFoundError, the manifest names the entry as missing. is_packed: True
    to store the content as it is, because packing would save nothing, for example a PDF or a picture.
    """

    name: str
    open: Callable[[], IO[bytes]]
    is_packed: bool = True


def write_backup(
    path: Path, *, about: About, tables: dict[str, int], entries: Iterable[Entry], recipients: list
) -> Manifest:
    """Write a backup and return its manifest.

    The backup is not encrypted if there are no recipients: the caller must make sure that this is wanted.
    """
    manifest = Manifest(tables=tables)
    part = path.with_name(path.name + PART)
    archive = _archive(about, entries, manifest)
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            if recipients:
                encrypt(archive, target, recipients)
            else:
                target.writelines(archive)
            target.flush()
            os.fsync(target.fileno())
        part.rename(path)
        _sync_folder(path.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return manifest


def remove_parts(folder: Path) -> list[Path]:
    """Delete the `.part` files that interrupted backups left in a folder. Call it only while no backup runs."""
    parts = sorted(folder.glob(f"*{PART}"))
    for path in parts:
        path.unlink(missing_ok=True)
    return parts


def _archive(about: About, entries: Iterable[Entry], manifest: Manifest) -> Iterator[bytes]:
    """Yield the archive as a sequence of gzip members, one for each entry, which together are one gzip file."""
    yield from _packed(_bytes(ABOUT, about.as_json(), manifest))
    for entry in entries:
        try:
            content = entry.open()
        except FileNotFoundError:
            manifest.missing.append(entry.name)
            continue
        with content:
            yield from _packed(_file(entry.name, content, manifest), STORED if entry.is_packed else FAST)
    yield from _packed(_bytes(MANIFEST, manifest.as_json(), manifest))
    yield from _packed([bytes(2 * tarfile.BLOCKSIZE)])


def _bytes(name: str, content: bytes, manifest: Manifest) -> Iterator[bytes]:
    yield _header(name, len(content)) + content + _padding(len(content))
    if name != MANIFEST:
        manifest.files[name] = hashlib.sha256(content).hexdigest()


def _file(name: str, content: IO[bytes], manifest: Manifest) -> Iterator[bytes]:
    left = size = content.seek(0, os.SEEK_END)
    content.seek(0)
    digest = hashlib.sha256()
    yield _header(name, size)
    while left:
        chunk = content.read(min(CHUNK, left))
        if not chunk:
            raise BackupFault(_("%s changed while it was being read. Make the backup again.") % name)
        left -= len(chunk)
        digest.update(chunk)
        yield chunk
    yield _padding(size)
    manifest.files[name] = digest.hexdigest()


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o640
    return info.tobuf(tarfile.PAX_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


def _packed(chunks: Iterable[bytes], level: int = FAST) -> Iterator[bytes]:
    packer = zlib.compressobj(level, zlib.DEFLATED, GZIP)
    for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # some network file systems refuse it
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
