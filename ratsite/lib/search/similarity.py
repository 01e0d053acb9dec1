"""Estimate how much of two long texts is the same, from a small sketch of each.

A text is cut into shingles, runs of SHINGLE words. Its sketch is the SKETCH_SIZE smallest hashes of its shingles
(bottom-k, Broder 1997). Two sketches estimate how many shingles two texts share, and from that how many words are the
same (Mash distance, Ondov and others 2016, doi 10.1186/s13059-016-0997-x).

The library datasketch is not used: it needs NumPy and SciPy, and stores 128 values per text for the same accuracy.
"""

import heapq
import re
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b

WORD = re.compile(r"\w+")
SHINGLE = 3  # words
SKETCH_SIZE = 100  # hashes: an estimate of 90% is then wrong by more than 10 points once in a thousand times
FEWEST = 20  # shingles: shorter texts, such as a title page, may be the same by chance


def sketch_of(texts: Iterable[str]) -> list[int]:
    """Return the sketch of a text: the smallest hashes of its shingles, 64 bits each; empty if the text is too short.

    texts: the pages of the text.
    """
    hashes = {_hash(shingle) for shingle in _shingles(texts)}
    return heapq.nsmallest(SKETCH_SIZE, hashes) if len(hashes) >= FEWEST else []


def share_of_words(first: Collection[int], other: Collection[int]) -> float:
    """Return the estimated share of words, from 0 to 1, that two texts with these sketches have in common."""
    first, other = set(first), set(other)
    smallest = heapq.nsmallest(min(SKETCH_SIZE, len(first | other)), first | other)
    if not smallest:
        return 0.0
    shared = sum(value in first and value in other for value in smallest) / len(smallest)
    return (2 * shared / (1 + shared)) ** (1 / SHINGLE)


def _shingles(texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    words: tuple[str, ...] = ()
    for text in texts:
        for match in WORD.finditer(text.lower()):
            words = (*words, match[0])[-SHINGLE:]
            if len(words) == SHINGLE:
                yield words


def _hash(shingle: tuple[str, ...]) -> int:
    return int.from_bytes(blake2b(" ".join(shingle).encode(), digest_size=8).digest(), "big", signed=True)
