"""Read a backup in constant memory, compare every entry with its hash, and unpack the wanted entries.

A backup may come from anywhere. Use nothing of it before `unpack` has returned: only then has age verified the whole
stream and is each entry known to be what was written.
"""

import fcntl
import gzip
import hashlib
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

import pyrage

from ratsite.lib.backups.manifest import ABOUT, MANIFEST, About, BackupFault, Manifest, read_about, read_manifest
from ratsite.lib.marked_texts import gettext_noop as _

AGE = b"age-encryption.org/"
CHUNK = 1 << 20
MOST_OF_A_LIST = 1 << 30  # bytes of the first or the last entry: enough for some millions of files
UNWRITTEN = _("The backup cannot be unpacked into %(folder)s: %(why)s. Make room there, and try again.")
FAULTS = (EOFError, OSError, tarfile.TarError, gzip.zlib.error)  # type: ignore[attr-defined]  # of a damaged archive
BROKEN = _("The backup is incomplete or has been changed: %s.")


def is_encrypted(path: Path) -> bool:
    try:
        with path.open("rb") as content:
            return content.read(len(AGE)) == AGE
    except OSError as error:
        raise BackupFault(_("The backup %s cannot be read.") % path) from error


def read_about_of_backup(path: Path, identities: list) -> About:
    """Return the About of a backup. Reads the file to its end, but compares nothing with the manifest."""
    with _opened(path, identities) as archive:
        return read_about(_small(archive, _first(archive)))


def unpack(path: Path, identities: list, folder: Path, *, keep: Callable[[str], bool]) -> tuple[About, Manifest]:
    """Unpack the wanted entries into a folder, compare all entries with the manifest, and return About and Manifest.

    keep: takes an entry's name; returns True if the entry is to be written to the disk. All other entries are only read
    and compared. Raises BackupFault if anything is missing, added or altered.
    """
    digests: dict[str, str] = {}
    manifest: Manifest | None = None
    with _opened(path, identities) as archive:
        content = _small(archive, _first(archive))
        about = read_about(content)
        digests[ABOUT] = hashlib.sha256(content).hexdigest()
        for entry in _entries(archive):
            if manifest is not None:
                raise BackupFault(BROKEN % _("there is something after its end"))
            if entry.name == MANIFEST:
                manifest = read_manifest(_small(archive, entry))
            elif entry.name in digests:
                raise BackupFault(BROKEN % _("%s is in it twice") % entry.name)
            else:
                target = folder / _safe(entry) if keep(entry.name) else None
                try:
                    digests[entry.name] = _copy(archive, entry, target)
                except OSError as error:
                    raise BackupFault(UNWRITTEN % {"folder": folder, "why": error.strerror}) from error
    if manifest is None:
        raise BackupFault(BROKEN % _("its end is missing"))
    for name in sorted(manifest.files.keys() | digests.keys()):
        if manifest.files.get(name) != digests.get(name):
            raise BackupFault(BROKEN % _("%s has changed since it was written") % name)
    return about, manifest


@contextmanager
def _opened(path: Path, identities: list) -> Iterator[tarfile.TarFile]:
    """Open the archive to read it once. Raises BackupFault, with a message for people, for any fault in the archive."""
    stream: Any = _Decrypted(path, identities) if is_encrypted(path) else path.open("rb")
    try:
        with gzip.GzipFile(fileobj=stream) as unpacked, tarfile.open(fileobj=unpacked, mode="r|") as archive:
            yield archive
            while unpacked.read(CHUNK):  # read to the end: only there do gzip and age confirm that all of it is right
                pass
            while stream.read(CHUNK):
                pass
    except BackupFault:
        raise
    except FAULTS as error:
        raise BackupFault(BROKEN % _("it cannot be unpacked")) from error
    finally:
        stream.close()


class _Decrypted:
    """A decrypted backup as a file to read. age writes it into a pipe, in a thread of its own."""

    def __init__(self, path: Path, identities: list) -> None:
        if not identities:
            raise BackupFault(_("This backup is encrypted. Name the identity file that decrypts it: --identity FILE."))
        self.error: Exception | None = None
        reading, writing = os.pipe()
        with suppress(OSError):  # a larger pipe, so that the two threads take fewer turns
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, CHUNK)
        self.pipe = open(reading, "rb", buffering=0)  # noqa: SIM115 closed by close()
        self.thread = threading.Thread(target=self._decrypt, args=(path, writing, identities), daemon=True)
        self.thread.start()

    def _decrypt(self, path: Path, writing: int, identities: list) -> None:
        with open(writing, "wb", buffering=0) as pipe:
            try:
                with path.open("rb") as content:
                    pyrage.decrypt_io(content, _Whole(pipe), identities)
            except BrokenPipeError:
                pass  # the reader has read what it wanted and closed the pipe
            except (pyrage.DecryptError, OSError) as error:
                self.error = error

    def read(self, size: int = CHUNK) -> bytes:
        data = self.pipe.read(size)
        if not data and size:
            self.thread.join()
            if isinstance(self.error, pyrage.DecryptError):
                raise BackupFault(_("This identity does not decrypt this backup.")) from self.error
            if self.error is not None:
                raise BackupFault(BROKEN % _("it cannot be decrypted")) from self.error
        return data

    def close(self) -> None:
        self.pipe.close()
        self.thread.join()


class _Whole:
    """Wraps a pipe so that `write` always writes all data. The `write` of a raw pipe may write only a part."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.pipe = pipe

    def write(self, data: bytes) -> int:
        rest = memoryview(data)
        while rest:
            rest = rest[self.pipe.write(rest) :]
        return len(data)

    def flush(self) -> None: ...


def _first(archive: tarfile.TarFile) -> tarfile.TarInfo:
    entry = archive.next()
    if entry is None or entry.name != ABOUT:
        raise BackupFault(_("This file is not a backup of this site."))
    return entry


def _entries(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while (entry := archive.next()) is not None:
        archive.members = []  # type: ignore[attr-defined]  # otherwise tarfile keeps every entry in memory
        if not entry.isreg():
            raise BackupFault(BROKEN % _("%s is not a file") % entry.name)
        yield entry


def _safe(entry: tarfile.TarInfo) -> PurePosixPath:
    path = PurePosixPath(entry.name)
    if path.is_absolute() or ".." in path.parts or "\0" in entry.name or len(path.parts) < 1:
        raise BackupFault(BROKEN % _("%s would be unpacked outside its folder") % entry.name)
    return path


def _small(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    if entry.size > MOST_OF_A_LIST or not entry.isreg():
        raise BackupFault(BROKEN % _("%s is too large") % entry.name)
    content = archive.extractfile(entry)
    assert content is not None  # noqa: S101 for the type checker: it is a file
    return content.read()


def _copy(archive: tarfile.TarFile, entry: tarfile.TarInfo, target: Path | None) -> str:
    """Copy an entry to the new file `target`, or only read it if there is no target. Return its SHA-256."""
    content, digest = archive.extractfile(entry), hashlib.sha256()
    assert content is not None  # noqa: S101 for the type checker: it is a file
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    flags = os.O_WRONLY | (os.O_CREAT | os.O_EXCL if target else 0)
    with open(os.open(target or os.devnull, flags, 0o640), "wb") as copied:
        while chunk := _read(content):
            digest.update(chunk)
            copied.write(chunk)
    return digest.hexdigest()


def _read(content: IO[bytes]) -> bytes:
    try:
        return content.read(CHUNK)
    except FAULTS as error:
        raise BackupFault(BROKEN % _("it cannot be unpacked")) from error
