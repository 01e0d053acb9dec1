"""Decide how the votes of a secret poll are shown: each voter has chosen one of the options, or none."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from ratsite.lib.disclosure.figures import NOT_SHOWN, Figure, Policy, count

Key = TypeVar("Key", bound=Hashable)


def votes_by_option(votes: Mapping[Key, int], *, able: int, policy: Policy) -> dict[Key, Figure]:
    """Return the number of votes of each option as it may be shown. able: how many people or agencies could vote.

    Each voter has at most one vote, so readers can subtract the numbers shown from `able`. The hidden options together
    have at most the rest. A hidden option has at most `threshold - 1` votes. If the rest is too small for two hidden
    options with that many votes, no option's number is shown: a reader who knows the votes of one hidden option could
    narrow down those of another.

    Hiding only one more option would not be enough: readers who know this code would learn why it is hidden.
    """
    figures = {option: count(number, able=able, policy=policy) for option, number in votes.items()}
    hidden = sum(not figure.is_number for figure in figures.values())
    left = able - sum(figure.low for figure in figures.values())
    if left < (policy.threshold - 1) * min(hidden, 2):
        return dict.fromkeys(votes, NOT_SHOWN)
    return figures
