"""`make drills`: kill processes and fill the disk of a running site, and count what was lost, doubled or not reported.

ARGS="20" sets how often each drill is done; names after it choose some drills. Uses SQLite, or the database in
DATABASE_URL; a drill that restarts PostgreSQL starts a server of its own.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator

from tests.drills import live, releases
from tests.drills.releases import Found

# Results that are counted, but are not failures.
HARMLESS = {
    "killed", "switched", "half done", "failed", "restarted", "taken", "said so", "refused", "sent", "done", "listed",
}  # fmt: skip


def _count(name: str, rounds: Iterator[Found]) -> int:
    """Print what the rounds of one drill found, even if they are stopped; return the number of bad results."""
    sums, began, done = Counter(), time.monotonic(), 0
    try:
        for found in rounds:
            sums.update({key: int(number) for key, number in found.items()})
            done += 1
    finally:
        counted = ", ".join(f"{key} {number}" for key, number in sums.items())
        print(f"{name}, {done} times, {time.monotonic() - began:.0f} s: {counted}", flush=True)
    return sum(number for key, number in sums.items() if key not in HARMLESS)


def main(arguments: list[str]) -> int:
    times = int(arguments[0]) if arguments else 20
    wanted = arguments[1:] or [*releases.DRILLS, *live.DRILLS]
    if unknown := set(wanted) - {*releases.DRILLS, *live.DRILLS}:
        sys.exit(f"No such drill: {', '.join(unknown)}. There are: {', '.join([*releases.DRILLS, *live.DRILLS])}.")
    bad = 0
    try:
        for drills in (releases, live):
            for name, found in drills.rounds([name for name in wanted if name in drills.DRILLS], times):
                bad += _count(name, found)
    except KeyboardInterrupt:
        print("Stopped.")
    print(f"Lost, doubled, half or silent: {bad}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
