"""`make identifiers`: what the identifier check finds, what it takes for an identifier, and how long it takes."""

from ratsite.lib.identifiers import FINDERS, find
from tests.bench.table import drawn
from tests.lib.identifiers.gold import negatives, positives
from tests.lib.identifiers.hostile import hostile
from tests.lib.identifiers.measure import Score, alarms, milliseconds, scores
from tests.lib.identifiers.neutral import neutral

HEADS = [
    "kind",
    "positives",
    "found",
    "recall",
    "negatives",
    "false alarms",
    "ms per 2,000 words",
    "worst ms for 100 kB",
]
WORDS, SPEED_WORDS = 5_000, 2_000
ROUNDS, HARD_ROUNDS = 5, 3  # the quickest of so many counts: the others waited for something else


def main() -> None:
    print("Measuring: about two minutes.", flush=True)
    text, hard = neutral(SPEED_WORDS), hostile()
    by_kind = scores(positives(), negatives())
    rows = [_row(score, *_times(FINDERS[score.kind], text, hard)) for score in by_kind]
    print(drawn(HEADS, [*rows, _total(by_kind, *_times(find, text, hard))]))
    long_text = neutral(WORDS)
    print(f"{len(alarms(long_text))} false alarms in {len(long_text.split()):,} neutral words")


def _times(finder, text: str, hard: list[str]) -> tuple[float, float]:
    return milliseconds(finder, text, ROUNDS), max(milliseconds(finder, one, HARD_ROUNDS) for one in hard)


def _row(score: Score, usual: float, worst: float) -> list[str]:
    recall = "-" if score.recall is None else f"{score.recall:.3f}"
    counts = [str(count) for count in (score.positives, score.found)]
    return [
        score.kind.value, *counts, recall, str(score.negatives), str(score.alarms), f"{usual:.1f}", f"{worst:.0f}"
    ]  # fmt: skip


def _total(by_kind: list[Score], usual: float, worst: float) -> list[str]:
    there, found = sum(score.positives for score in by_kind), sum(score.found for score in by_kind)
    hard, wrong = sum(score.negatives for score in by_kind), sum(score.alarms for score in by_kind)
    return [
        "all",
        str(there),
        str(found),
        f"{found / there:.3f}",
        str(hard),
        str(wrong),
        f"{usual:.1f}",
        f"{worst:.0f}",
    ]


if __name__ == "__main__":
    main()
