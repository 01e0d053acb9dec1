"""Turn times into the table of the bench: percentiles, ratios, verdicts. Pure."""

import math
import statistics
from dataclasses import dataclass, field

from tests.bench.pages import Page

GROWTH_AT_MOST = 1.25  # p50 with the larger number of posts, as a multiple of p50 with the smaller


@dataclass
class Measured:
    """The measurements of one page with one number of posts. Times are in milliseconds, one list for each round."""

    queries: int = 0
    size: int = 0  # bytes
    memory: float = 0  # MB
    rounds: dict[int, list[list[float]]] = field(default_factory=dict)  # by concurrency
    seconds: dict[int, float] = field(default_factory=dict)

    def add(self, concurrency: int, times: list[float], seconds: float) -> None:
        self.rounds.setdefault(concurrency, []).append(times)
        self.seconds[concurrency] = self.seconds.get(concurrency, 0) + seconds

    def times(self, concurrency: int) -> list[float]:
        return [took for times in self.rounds[concurrency] for took in times]

    def p50(self, concurrency: int = 1) -> float:
        return percentile(self.times(concurrency), 50)

    def rate(self, concurrency: int) -> float:
        """Requests a second."""
        return len(self.times(concurrency)) / self.seconds[concurrency]

    def spread(self) -> tuple[float, float]:
        """The lowest and the highest p50 of a round with one request at a time."""
        middles = [percentile(times, 50) for times in self.rounds[1]]
        return min(middles), max(middles)


def percentile(values: list[float], percent: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed; percent is from 0 to 100."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def verdict(ratio: float | None, at_most: float | None, growth: float | None = None) -> str:
    if ratio is not None and at_most is not None and ratio > at_most:
        return "too slow"
    if growth is not None and growth > GROWTH_AT_MOST:
        return "too slow"
    return "ok" if at_most is not None else ""


def rows(pages: list[Page], measured: dict[str, Measured], smaller: dict[str, Measured] | None) -> list[list[str]]:
    """Return one row for each page, with its verdict at the end. smaller: the same pages with fewer posts."""
    return [_row(page, measured, smaller) for page in pages]


def _row(page: Page, measured: dict[str, Measured], smaller: dict[str, Measured] | None) -> list[str]:
    one = measured[page.name]
    cells = [page.name]
    for concurrency in sorted(one.rounds):
        times = one.times(concurrency)
        cells += [f"{percentile(times, percent):.1f}" for percent in (50, 95)] + [f"{one.rate(concurrency):.0f}"]
    cells += [str(one.queries), f"{one.size:,}", f"{one.memory:.0f}" if one.memory else "-"]
    ratio = one.p50() / measured[page.floor].p50() if page.at_most is not None else None
    cells += [f"{ratio:.2f}", f"{page.at_most:.1f}"] if ratio is not None else ["", ""]
    growth = one.p50() / smaller[page.name].p50() if smaller else None
    if growth is not None:
        cells.append(f"{growth:.2f}")
    return [*cells, verdict(ratio, page.at_most, growth)]


def heads(concurrencies: list[int], has_growth: bool) -> list[str]:
    timed = [f"{what} @{number}" for number in concurrencies for what in ("p50", "p95", "req/s")]
    growth = [f"growth ({GROWTH_AT_MOST})"] if has_growth else []
    return ["page", *timed, "queries", "bytes", "MB", "ratio", "reach", *growth, ""]


def drawn(head: list[str], body: list[list[str]]) -> str:
    """Return the table as text: columns as wide as their widest cell, words to the left, figures to the right."""
    widths = [max(len(row[column]) for row in [head, *body]) for column in range(len(head))]
    last = len(head) - 1
    lines = [
        "  ".join(
            cell.ljust(width) if column in (0, last) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [head, *body]
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def noise(floor: Measured) -> str:
    """Return a sentence: how much the computer's own speed varied while the pages were measured."""
    low, high = floor.spread()
    middle = statistics.median([percentile(times, 50) for times in floor.rounds[1]])
    return (
        f"Noise: the floor's own p50 lay between {low:.1f} and {high:.1f} ms in {len(floor.rounds[1])} rounds, "
        f"a spread of {(high - low) / middle:.0%} of its middle."
    )
