"""Decide whether a search has so few results that its page advises to try fewer words."""

FEW, MANY_WORDS = 2, 3


def is_too_narrow(total: int, typed: str) -> bool:
    """True if these words were found together, but seldom."""
    return 0 < total <= FEW and len(typed.split()) >= MANY_WORDS
