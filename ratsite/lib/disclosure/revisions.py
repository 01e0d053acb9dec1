"""What came after a month was fixed."""

from dataclasses import dataclass

from ratsite.lib.disclosure.figures import Figure


@dataclass(frozen=True)
class Revision:
    """A late report about a month. fixed, now: the two figures, or None where one of them may not be shown."""

    fixed: Figure | None = None
    now: Figure | None = None


def revision(fixed: Figure, now: Figure) -> Revision:
    """Return what may be said of a month that was fixed at one figure and would have another one now."""
    if fixed.is_exact and now.is_exact:
        return Revision(fixed, now)
    return Revision()
