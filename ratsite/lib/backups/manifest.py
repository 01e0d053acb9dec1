"""What a backup says of itself: the first entry before its content is read, the last entry after it was written."""

import json
from dataclasses import asdict, dataclass, field

from ratsite.lib.marked_texts import gettext_noop as _

FORMAT = 1
ABOUT, MANIFEST = "about.json", "manifest.json"  # the first and the last entry


class BackupFault(Exception):
    """The backup cannot be written, read or trusted; the message says why."""


@dataclass(frozen=True)
class Erased:
    """One entry of the erasure register. `joined` tells apart two people who had the same number on two databases."""

    person: int
    joined: str
    posts: str
    done_at: str
    coordinator: int | None = None


@dataclass(frozen=True)
class About:
    """What must be known before a backup is restored. It holds no name of a person and no key."""

    made_at: str
    site: str
    release: str
    engine: str  # "sqlite" or "postgresql"
    keys: dict[str, str] = field(default_factory=dict)  # fingerprints of keys, by setting
    settings: dict[str, str] = field(default_factory=dict)  # the configuration without its secrets
    erased: list[Erased] = field(default_factory=list)
    format: int = FORMAT

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


@dataclass
class Manifest:
    """Number of rows in each table, hash of each entry, and files that the database names and the disk lacks."""

    tables: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # SHA-256, by the name of the entry
    missing: list[str] = field(default_factory=list)

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=0, sort_keys=True).encode()


def read_about(content: bytes) -> About:
    """Return the first entry of a backup. Raises BackupFault if it is none, or of a later format."""
    try:
        data = json.loads(content)
        if data["format"] != FORMAT:
            raise BackupFault(_("A later release of the site made this backup. Restore it with that release."))
        return About(**{**data, "erased": [Erased(**entry) for entry in data["erased"]]})
    except (ValueError, TypeError, KeyError) as error:
        raise BackupFault(_("This file is not a backup of this site.")) from error


def read_manifest(content: bytes) -> Manifest:
    try:
        return Manifest(**json.loads(content))
    except (ValueError, TypeError) as error:
        raise BackupFault(_("The list at the end of the backup cannot be read.")) from error
