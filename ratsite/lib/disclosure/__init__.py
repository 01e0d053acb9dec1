"""Publish counts of agencies so that nobody can work out which agency was counted.

Every page, chart, table, CSV file, print, email and briefing that counts what members reported uses this package. It
needs neither Django nor a database. It never returns a number that must not be shown.

`figures` decides on one count, `breakdowns` on counts that belong together, `poll_votes` on the votes of a poll, and
`revisions` on late reports.

The method is cell suppression, as in the Government Statistical Service's guidance on disclosure control for tables
produced from administrative sources (2014), and in Willenborg and de Waal, Elements of Statistical Disclosure Control
(Springer, 2001), chapters 3 and 6:

- Primary suppression: a count below the threshold is shown as "fewer than 3", and so is the count 0.
- High counts are hidden too, because "all but two" tells as much as "two". A count that is close to the number of
  agencies able to report is shown as "N or more". If fewer than twice the threshold are able to report, nothing is
  shown.
- Secondary suppression: a total is computed only from the cells that are shown. A breakdown is shown only if no outcome
  would let readers narrow down its hidden cells. This is decided from public numbers alone, so that even a reader who
  knows this code learns nothing from a missing breakdown (Wong et al., Minimality Attack in Privacy Preserving Data
  Publishing, VLDB 2007).
- Readers may be told that only agencies of one kind, such as housing, have reported. From then on every count is a
  count of such agencies, so no count shown may be close to the number of agencies of that kind.
- In a secret poll, readers can subtract the numbers shown from how many could vote. Numbers are shown only if this
  subtraction does not narrow down the hidden numbers.
- The figures of a month that is over never change. A later report is a revision: it is shown only if the old and the
  new figure may both be shown.

Simulated attackers in tests/lib/disclosure know this code and every output, and must fail to narrow down a hidden cell.
"""

from ratsite.lib.disclosure.breakdowns import (
    areas_and_remits,
    breakdown,
    may_tell_check,
    months_to_break_down,
    nameable_remits,
    tally,
)
from ratsite.lib.disclosure.figures import INSIDE_FLOOR, Figure, Policy, Shown, count
from ratsite.lib.disclosure.poll_votes import votes_by_option
from ratsite.lib.disclosure.revisions import FigureRevision, revision

__all__ = [
    "INSIDE_FLOOR", "Figure", "Policy", "FigureRevision", "Shown", "areas_and_remits", "breakdown", "count",
    "may_tell_check", "months_to_break_down", "nameable_remits", "revision", "tally", "votes_by_option",
]  # fmt: skip
