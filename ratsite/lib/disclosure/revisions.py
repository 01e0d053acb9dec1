"""Late reports about a month whose figures are fixed."""

from dataclasses import dataclass

from ratsite.lib.disclosure.figures import Figure


@dataclass(frozen=True)
class Revision:
    """A change of a fixed month by late reports. fixed, now: the figures before and after; None if either is hidden."""

    fixed: Figure | None = None
    now: Figure | None = None


def revision(fixed: Figure, now: Figure) -> Revision:
    """Return what may be shown about a month that was fixed at one figure and would have another one now."""
    if fixed.is_exact and now.is_exact:
        return Revision(fixed, now)
    return Revision()
