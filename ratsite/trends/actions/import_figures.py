"""Import releases of official figures. A stored figure is never changed: a later value for it is a revision."""

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from ratsite.lib.marked_texts import gettext_noop as _
from ratsite.lib.nrm import DIMENSIONS, Fault, NrmFigure, read_nrm
from ratsite.trends.enums import DateBasis
from ratsite.trends.models import OfficialFigure, OfficialRelease
from ratsite.trends.models.official import KEY

BATCH = 500


@dataclass(frozen=True)
class NrmFile:
    """A CSV file to import, and the day, source and licence of its release. date_basis says what published_on means."""

    name: str
    content: bytes
    published_on: dt.date
    date_basis: DateBasis
    source: str
    licence: str


class FaultyFile(ValueError):
    """Raised for a file that cannot be imported. `faults` says what is wrong, and in which line."""

    def __init__(self, name: str, faults: list[Fault]) -> None:
        super().__init__(name)
        self.name = name
        self.faults = faults


@transaction.atomic
def import_figures(files: list[NrmFile]) -> list[tuple[OfficialRelease, int, int]]:
    """Import all files, or none if one of them has an error.

    Returns (release, number of figures, number of revised figures) for each new release. Files that were imported
    before are skipped. Raises FaultyFile for a file with an error, and for a second, different file of the same
    statistic and day.
    """
    done = []
    for file in files:
        figures, faults = read_nrm(file.content)
        if faults or not figures:
            raise FaultyFile(
                file.name,
                faults or [Fault(1, "", _("There are no figures in the file. Copy the table into it again."))],
            )
        release = _release(file, figures)
        if release:
            _add(release, figures)
            done.append((release, len(figures), release.figures.revised().count()))
    return done


def _release(file: NrmFile, figures: list[NrmFigure]) -> OfficialRelease | None:
    """Store the release of this file and return it. Return None if the same file of that day is already stored."""
    sha256 = hashlib.sha256(file.content).hexdigest()
    series = figures[0].series.value
    known = OfficialRelease.objects.select_for_update().filter(series=series, published_on=file.published_on).first()
    if known and known.sha256 != sha256:
        raise FaultyFile(
            file.name, [Fault(1, "", _("There are already other figures with this date for this statistic."))]
        )
    if known:
        return None
    return OfficialRelease.objects.create(
        series=series,
        published_on=file.published_on,
        date_basis=file.date_basis,
        source=file.source,
        licence=file.licence,
        file_name=file.name,
        sha256=sha256,
    )


def _add(release: OfficialRelease, figures: list[NrmFigure]) -> None:
    """Store the figures of a release, then set `revises` and `is_latest` of all figures of this statistic.

    `revises` is the same figure in the release before, if its value differs. `is_latest` is True for the figures of a
    quarter or year in the newest release about it. A figure that this release leaves out, which may mean 0, has no
    latest value: no earlier one takes its place.

    Releases may be imported in any order, so both fields of stored figures may change, but never a value.
    """
    rows = [
        OfficialFigure(
            release=release,
            series=release.series,
            year=figure.year,
            quarter=figure.quarter,
            value=figure.value,
            is_latest=False,
            **{name: getattr(figure, name) for name in DIMENSIONS},
        )
        for figure in figures
    ]
    OfficialFigure.objects.bulk_create(rows, batch_size=BATCH)
    history: dict[tuple, list[OfficialFigure]] = defaultdict(list)
    stored = OfficialFigure.objects.filter(series=release.series).select_related("release")
    newest: dict[tuple[int, int], int] = {}  # {(year, quarter): id of the newest release about it}
    for row in stored.order_by("release__published_on"):
        newest[row.year, row.quarter] = row.release_id
        history[tuple(getattr(row, name) for name in KEY)].append(row)
    changed: list[OfficialFigure] = []
    for versions in history.values():
        before = None
        for row in versions:
            revises = before if before and before.value != row.value else None
            is_latest = row.release_id == newest[row.year, row.quarter]
            if (row.revises_id, row.is_latest) != (revises.pk if revises else None, is_latest):
                row.revises, row.is_latest = revises, is_latest
                changed.append(row)
            before = row
    # For the unique constraints: first set is_latest to False, then to True; first remove old links, then set new ones.
    lost = [row for row in changed if not row.is_latest]
    OfficialFigure.objects.filter(pk__in=[row.pk for row in changed]).update(revises=None)
    for part in (lost, [row for row in changed if row.is_latest]):
        OfficialFigure.objects.bulk_update(part, ["revises", "is_latest"], batch_size=BATCH)
