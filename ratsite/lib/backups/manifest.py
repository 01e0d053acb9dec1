"""The two entries in which a backup describes itself: About is the first entry, Manifest the last.

Manifest comes last because the hashes of the other entries are known only when they have been written.
"""

import json
from dataclasses import asdict, dataclass, field

from ratsite.lib.marked_texts import gettext_noop as _

FORMAT = 1
ABOUT, MANIFEST = "about.json", "manifest.json"  # names of the first and the last entry


class BackupFault(Exception):
    """Raised if a backup cannot be written, read or trusted; the message says why."""


@dataclass(frozen=True)
class Erased:
    """One entry of the erasure register.

    joined: when the person joined; it tells apart two people who had the same number in two databases.
    """

    person: int
    joined: str
    posts: str
    done_at: str
    coordinator: int | None = None


@dataclass(frozen=True)
class About:
    """What must be known before a backup is restored. It contains no name of a person and no key."""

    made_at: str
    site: str
    release: str
    engine: str  # "sqlite" or "postgresql"
    keys: dict[str, str] = field(default_factory=dict)  # fingerprints of keys, by setting
    settings: dict[str, str] = field(default_factory=dict)  # the site's configuration without its secrets
    erased: list[Erased] = field(default_factory=list)
    format: int = FORMAT

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


@dataclass
class Manifest:
    """What a backup contains: the number of rows in each table, and the hash of each entry.

    missing: the files that the database names but that were not on the disk.
    """

    tables: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # SHA-256 of each entry, by its name
    missing: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, int]:
        """Return how many table rows ("rows"), stored files ("files") and files missing on the disk ("missing")."""
        files = len(self.files) - 2  # without the entries of About and of the database
        return {"rows": sum(self.tables.values()), "files": files, "missing": len(self.missing)}

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=0, sort_keys=True).encode()


def read_about(content: bytes) -> About:
    """Return the About in the first entry of a backup.

    Raises BackupFault if the content is not an About, or if a later release of the site made the backup.
    """
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
