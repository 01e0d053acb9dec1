"""Encrypt backups with age, and read and make its keys.

A recipient encrypts and need not be secret; an identity decrypts and is kept off the server.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import pyrage
from pyrage import IdentityError, RecipientError, ssh, x25519

from ratsite.lib.backups.manifest import BackupFault
from ratsite.lib.marked_texts import gettext_noop as _

IDENTITY_FILE = """# Decrypts backups of {site}. Made on {day}.
# Keep it off the server that makes the backups, in two places, with two people.
# Recipient: {recipient}
{identity}
"""


def recipients(texts: Iterable[str]) -> list:
    """Return the age recipients with these texts: `age1…`, or the public part of an SSH key.

    Raises BackupFault for any other text.
    """
    return [_recipient(text.strip()) for text in texts if text.strip()]


def _recipient(text: str):
    try:
        return (ssh.Recipient if text.startswith("ssh-") else x25519.Recipient).from_str(text)
    except RecipientError as error:
        raise BackupFault(
            _("This is not an age recipient (a public key): %s. A recipient begins with age1.") % text[:80]
        ) from error


def read_identities(path: Path) -> list:
    """Return the age identities in a file that `age-keygen` wrote, or the SSH key in the file.

    Raises BackupFault if the file cannot be read, or has neither identities nor a key.
    """
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupFault(_("The identity file %s cannot be read.") % path) from error
    try:
        if text.startswith("-----BEGIN"):
            return [ssh.Identity.from_buffer(text.encode())]
        lines = [line.strip() for line in text.splitlines()]
        identities = [x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except IdentityError as error:
        raise BackupFault(
            _(
                "%s does not contain an age identity (the private key). The line with the identity begins with "
                "AGE-SECRET-KEY-1."
            )
            % path
        ) from error
    if not identities:
        raise BackupFault(
            _(
                "%s does not contain an age identity (the private key). The line with the identity begins with "
                "AGE-SECRET-KEY-1."
            )
            % path
        )
    return identities


def one_time_key() -> tuple[list, str]:
    """Make a key pair that is never stored. Return ([the identity], its recipient).

    The process that writes a backup encrypts it for this recipient too, so that it can check the finished file.
    """
    identity = x25519.Identity.generate()
    return [identity], str(identity.to_public())


def make_identity(path: Path, *, site: str, day: str) -> str:
    """Write a new identity to a file that only its owner may read, and return its recipient.

    Raises BackupFault if the file exists.
    """
    identity = x25519.Identity.generate()
    recipient = str(identity.to_public())
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(IDENTITY_FILE.format(site=site, day=day, recipient=recipient, identity=identity))
    except FileExistsError as error:
        raise BackupFault(_("%s already exists. Name a new file.") % path) from error
    return recipient


def encrypt(chunks: Iterable[bytes], target: IO[bytes], recipients: list) -> None:
    """Encrypt the chunks into an open file, in constant memory.

    Raises the error that ended the reading or the writing, such as a full disk.
    """
    source = _Source(iter(chunks))
    writer = _Target(target)
    try:
        pyrage.encrypt_io(source, writer, recipients)
    except (pyrage.EncryptError, OSError) as error:
        # age raises an error of its own in place of an error of the source or the target
        raise (source.error or writer.error or error) from error


class _Source:
    """The packed archive as a file from which age reads. It stores the error that ended the reading."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks, self.rest = chunks, memoryview(b"")
        self.error: BaseException | None = None

    def read(self, size: int = 1 << 20) -> bytes:
        try:
            while not self.rest:
                chunk = next(self.chunks, None)
                if chunk is None:
                    return b""
                self.rest = memoryview(chunk)
        except BaseException as error:
            self.error = error
            raise
        taken, self.rest = bytes(self.rest[:size]), self.rest[size:]
        return taken


class _Target:
    """The file to which age writes. It stores the error that ended the writing, such as a full disk."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target
        self.error: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            return self.target.write(data)
        except BaseException as error:
            self.error = error
            raise

    def flush(self) -> None:
        self.target.flush()
