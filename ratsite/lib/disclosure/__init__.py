"""Publish counts of agencies so that nobody can work out which agency was counted.

Every page, chart, table, CSV, print, email and briefing that counts what members reported goes through this package. It
is pure: no Django, no database. What it refuses to print it does not return.

The method is cell suppression, as in the Government Statistical Service's guidance on disclosure control for tables
produced from administrative sources (2014), and in Willenborg and de Waal, Elements of Statistical Disclosure Control
(Springer, 2001), chapters 3 and 6:

- Primary suppression: a count below the threshold reads "fewer than 3". So does none: a hidden cell is never 0.
- The same at the other end: "all but two" would tell as much. A count within two of everybody reads "N or more", and
  where fewer than twice the threshold are able to report, nothing is printed.
- Secondary suppression: a total is recomputed from the cells that are printed, and a breakdown is printed only where
  its hidden cells stay whole for every outcome. Whether it is printed depends on public numbers alone, so that not
  even a reader who knows this code learns something from a breakdown that is missing (Wong et al., Minimality Attack in
  Privacy Preserving Data Publishing, VLDB 2007).
- A month that is over is never changed. What comes later is a revision, with figures only where the old and the new one
  may both be shown.
- Outside the network, counts that cross two dimensions are rounded, and have no margins.

tests/lib/disclosure holds the attackers: they know this code and every output, and never narrow a hidden cell.
"""

from ratsite.lib.disclosure.figures import INSIDE_FLOOR, Figure, Policy, Shown, count
from ratsite.lib.disclosure.revisions import Revision, revision
from ratsite.lib.disclosure.tables import (
    areas_and_remits,
    breakdown,
    grid,
    months_to_break_down,
    nameable_remits,
    tally,
)

__all__ = [
    "INSIDE_FLOOR", "Figure", "Policy", "Revision", "Shown", "areas_and_remits", "breakdown", "count", "grid",
    "months_to_break_down", "nameable_remits", "revision", "tally",
]  # fmt: skip
