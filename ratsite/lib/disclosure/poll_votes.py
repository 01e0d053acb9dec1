"""Decide how the votes of a secret poll are shown: each voter has chosen one of the options, or none."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from ratsite.lib.disclosure.figures import NOT_SHOWN, Figure, Policy, count

Key = TypeVar("Key", bound=Hashable)


def votes_by_option(votes: Mapping[Key, int], *, able: int, policy: Policy) -> dict[Key, Figure]:
    """Return the number of votes of each option as it may be shown. able: how many people or agencies could vote.

    Nobody votes for two options. So a reader may subtract the numbers shown from `able`, and what is left is the most
    that the hidden options have together. If that is too little, no number is shown: any two hidden options must be
    able to have any hidden number each, so that even a reader who knows one of them cannot narrow the other.

    To hide only the smallest number shown would not do: readers who know this code would learn why it is hidden.
    """
    figures = {option: count(number, able=able, policy=policy) for option, number in votes.items()}
    hidden = sum(not figure.is_number for figure in figures.values())
    left = able - sum(figure.low for figure in figures.values())
    if left < (policy.threshold - 1) * min(hidden, 2):
        return dict.fromkeys(votes, NOT_SHOWN)
    return figures
