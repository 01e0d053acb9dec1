"""Read the hidden parts of a file: comments, hidden slides, the author's name and the like.

Hidden parts quote the file, so callers show them only to the curators and moderators of the resource that has the file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ratsite.files.models import HiddenPart, StoredFile
from ratsite.lib.identifiers import Allow, Finding, unresolved


@dataclass(frozen=True)
class HiddenWithFindings:
    """A hidden part with the identifiers in it that must be removed or explained."""

    part: HiddenPart
    findings: list[Finding]


def hidden_parts_of(stored: StoredFile) -> list[HiddenPart]:
    """Return the hidden parts of a checked file, in their order in the file. Costs one query unless prefetched."""
    return list(stored.hidden_parts.all())


def findings_in(parts: list[HiddenPart], allowed: Callable[[], Allow]) -> list[HiddenWithFindings]:
    """Return each hidden part with the identifiers found in it.

    allowed: a function without arguments that returns the published contacts, which do not count as identifiers.
    """
    allowed = cache(allowed)
    return [HiddenWithFindings(part, unresolved([part.text], allowed)) for part in parts]
