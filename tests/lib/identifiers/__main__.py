"""`make identifiers`: what the identifier check finds, its false alarms, and how long it takes."""

from collections import Counter

from ratsite.lib.identifiers import FINDERS, find
from tests.bench.table import drawn
from tests.lib.identifiers.gold import negatives, positives
from tests.lib.identifiers.hostile import hostile
from tests.lib.identifiers.measure import Score, alarms, milliseconds, scores
from tests.lib.identifiers.neutral import neutral
from tests.lib.identifiers.written import Sentence, false_stops, missed, written

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
ROUNDS, HARD_ROUNDS = 5, 3  # the fastest of so many is shown: other programs slowed the others down


def main() -> None:
    print("Measuring: about two minutes.", flush=True)
    text, hard = neutral(SPEED_WORDS), hostile()
    by_kind = scores(positives(), negatives())
    rows = [_row(score, *_times(FINDERS[score.kind], text, hard)) for score in by_kind]
    print(drawn(HEADS, [*rows, _total(by_kind, *_times(find, text, hard))]))
    long_text = neutral(WORDS)
    print(f"{len(alarms(long_text))} false alarms in {len(long_text.split()):,} neutral words")
    print(*_written(written()), sep="\n")


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


def _written(sentences: list[Sentence]) -> list[str]:
    """Return two tables for written.txt: the identifiers found, by kind and writing, and by kind and form."""
    there: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    stops: Counter[str] = Counter()
    forms: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        lost = missed(sentence)
        stops.update(false_stops(sentence))
        for mark in sentence.marks:
            keys = [(mark.kind, sentence.writing), (mark.kind, "all"), ("all", sentence.writing), ("all", "all")]
            there.update(keys)
            found.update([] if mark in lost else keys)
            forms[f"{mark.kind}, {mark.form}", "there"] += 1
            forms[f"{mark.kind}, {mark.form}", "found"] += mark not in lost
    stops["all"] = stops.total()
    writings = [*dict.fromkeys(sentence.writing for sentence in sentences), "all"]
    kinds = [*sorted({kind for kind, _ in there} - {"all"} | set(stops) - {"all"}), "all"]
    rows = [
        [kind, *(_share(found[kind, one], there[kind, one]) for one in writings), *_rates(found, there, stops, kind)]
        for kind in kinds
    ]
    names = sorted({name for name, _ in forms})
    harmless = [sentence for sentence in sentences if not sentence.marks]
    stopped = [sentence for sentence in harmless if false_stops(sentence)]
    return [
        drawn(["kind", *writings, "recall", "false stops", "precision"], rows),
        drawn(["kind and form", "found"], [[one, _share(forms[one, "found"], forms[one, "there"])] for one in names]),
        f"{len(stopped)} of {len(harmless)} harmless sentences stopped",
    ]


def _share(found: int, there: int) -> str:
    return f"{found}/{there}" if there else "-"


def _rates(found: Counter, there: Counter, stops: Counter, kind: str) -> list[str]:
    here, count = found[kind, "all"], there[kind, "all"]
    recall = f"{here / count:.3f}" if count else "-"
    return [recall, str(stops[kind]), f"{here / (here + stops[kind]):.3f}" if here + stops[kind] else "-"]


if __name__ == "__main__":
    main()
