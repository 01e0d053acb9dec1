"""Decide whether a search has so few results that its page advises to try fewer words."""

FEW, MANY_WORDS = 2, 3


def has_few_results_for_many_words(total: int, typed: str) -> bool:
    """True if many words were typed and only a few results have all of them.

    total: the number of results. False if there are none, because the page then shows other advice.
    """
    return 0 < total <= FEW and len(typed.split()) >= MANY_WORDS
