"""Late reports about a month whose figures are fixed."""

from dataclasses import dataclass

from ratsite.lib.disclosure.figures import Figure


@dataclass(frozen=True)
class FigureRevision:
    """A late change of a month whose figure is fixed.

    fixed, now: the old and the new figure; both are None if readers may not be shown them.
    """

    fixed: Figure | None = None
    now: Figure | None = None


def revision(fixed: Figure, now: Figure) -> FigureRevision:
    """Return the revision of a month's figure as readers may be shown it.

    fixed: the published figure. now: the figure with late reports.
    """
    if fixed.is_exact and now.is_exact:
        return FigureRevision(fixed, now)
    return FigureRevision()
