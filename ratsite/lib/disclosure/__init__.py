"""Publish counts of agencies so that nobody can work out which agency was counted.

Every page, chart, table, CSV file, print, email and briefing that counts what members reported uses this package. It
needs neither Django nor a database. It never returns a number that must not be shown.

`figures` decides about one count, `breakdowns` about counts that belong together, `choices` about the votes of a poll,
`revisions` about late reports.

The method is cell suppression, as in the Government Statistical Service's guidance on disclosure control for tables
produced from administrative sources (2014), and in Willenborg and de Waal, Elements of Statistical Disclosure Control
(Springer, 2001), chapters 3 and 6:

- Primary suppression: a count below the threshold is shown as "fewer than 3", and so is the count 0.
- High counts are hidden too, because "all but two" tells as much as "two". A count that is close to the number of
  agencies able to report is shown as "N or more". If fewer than twice the threshold are able to report, nothing is
  shown.
- Secondary suppression: a total is computed only from the cells that are shown. A breakdown is shown only if its hidden
  cells can be narrowed down in no possible outcome. This is decided from public numbers alone, so that even a reader
  who knows this code learns nothing from a missing breakdown (Wong et al., Minimality Attack in Privacy Preserving Data
  Publishing, VLDB 2007).
- Whether agencies of another kind have reported is told only while no count shown is close to the number of agencies of
  the first kind: "only housing agencies" would turn every count into a count of these.
- The options of a secret poll exclude each other. Their numbers are shown only if readers cannot narrow the hidden ones
  by subtracting the others from how many could vote.
- The figures of a month that is over never change. A later report is a revision, whose figures are shown only if the
  old and the new one may both be shown.

tests/lib/disclosure has simulated attackers, who know this code and every output: they must not narrow a hidden cell.
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
from ratsite.lib.disclosure.revisions import Revision, revision

__all__ = [
    "INSIDE_FLOOR", "Figure", "Policy", "Revision", "Shown", "areas_and_remits", "breakdown", "count",
    "may_tell_check", "months_to_break_down", "nameable_remits", "revision", "tally", "votes_by_option",
]  # fmt: skip
