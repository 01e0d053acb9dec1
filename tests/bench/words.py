"""Invented text of realistic lengths, the same at every run. No sentence is from a real post.

Pure. The site and the floor fill their posts with these paragraphs.
"""

import random
import re
from functools import cache

PARAGRAPHS = 3_000  # a post consists of one to five of them, so that hardly two posts are equal
COMMON, RARE = "housing", "peregrine"  # COMMON is in many posts, RARE in RARE_POSTS of them
RARE_POSTS = 10
RARE_SENTENCE = f"The word {RARE} was on the door."
REPLY = (
    "We saw much the same in the spring, and asked the landlord's agent first.\n\n"
    "- the rooms were let by the week\n- nobody had a **written** agreement\n- the same van came on Fridays\n\n"
    "Ring us before you visit: our duty officer knows the street, and the other agency's limits."
)
REAL = re.findall(
    r"\w+",
    "the of and to a in is that for it on with as was at by we they this be are from or have has not but had our "
    "housing council police officer agency agencies referral family worker workers tenancy landlord rooms visit "
    "shift meeting circle members network advice rights support health clinic nurse school children safe safety "
    "car wash nail bar farm factory warehouse recruiter wages cash debt passport papers driver van night morning "
    "week month pattern notice asked said heard seen told called report shared before after first again still who "
    "which when where what because while local area city borough street team duty line number letter form list "
    "question answer training session lunch remit limits consent risk plan next step outcome evidence trust",
)
SYLLABLES = re.findall(
    r"\w+", "ar bel cor dun el fen gar hol in kel lor mar nor or pen quil ren sal tor ul ven wick yor"
)
MADE_UP = 4_000


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Return the words, most common first, and their cumulative weights by Zipf's law."""
    chance = random.Random(1)
    made_up = {"".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(MADE_UP)}
    words, total, running = [*REAL, *sorted(made_up - set(REAL))], 0.0, []
    for rank in range(len(words)):
        total += 1 / (rank + 8)
        running.append(total)
    return words, running


@cache
def paragraphs() -> tuple[str, ...]:
    """Return Markdown blocks: mostly prose of about 45 words; one in ten is a list, one in twenty a quotation."""
    chance = random.Random(2)
    return tuple(_block(chance, chance.random()) for _ in range(PARAGRAPHS))


def _block(chance: random.Random, kind: float) -> str:
    if kind < 0.10:
        return "\n".join(f"- {_words(chance, chance.randint(4, 14))}" for _ in range(chance.randint(3, 6)))
    length = min(220, max(6, int(chance.lognormvariate(3.8, 0.6))))
    text = ". ".join(_words(chance, min(14, length - start)).capitalize() for start in range(0, length, 14)) + "."
    return f"> {text}" if kind < 0.15 else text


def _words(chance: random.Random, count: int) -> str:
    words, running = vocabulary()
    return " ".join(chance.choices(words, cum_weights=running, k=count))


def topic_sizes(posts: int, topics: int, seed: int = 3) -> list[int]:
    """Return how many posts each topic has: at least one, most of them few, `posts` overall."""
    chance = random.Random(seed)
    weights = [chance.lognormvariate(0, 1.1) for _ in range(topics)]
    spare, whole = posts - topics, sum(weights)
    sizes = [1 + int(spare * weight / whole) for weight in weights]
    for index in range(posts - sum(sizes)):
        sizes[index] += 1
    return sizes
