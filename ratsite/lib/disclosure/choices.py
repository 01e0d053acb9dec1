"""Decide how the votes of a secret poll are printed: each voter has chosen one of the options, or none."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from ratsite.lib.disclosure.figures import NOT_SHOWN, Figure, Policy, count

Key = TypeVar("Key", bound=Hashable)


def votes_by_option(votes: Mapping[Key, int], *, able: int, policy: Policy) -> dict[Key, Figure]:
    """Return the printable number of votes of each option. able: how many people or agencies could vote.

    No vote counts for two options, so a reader may subtract the printed numbers from `able`: what is left is the most
    that the hidden options have together. If that is too little, no number is printed. It must leave room for two
    hidden options to have any hidden number each, so that even a reader who knows one of them cannot narrow another.
    Hiding only the smallest printed number would not do: readers who know this code would learn why it is hidden.
    """
    figures = {option: count(number, able=able, policy=policy) for option, number in votes.items()}
    hidden = sum(not figure.is_number for figure in figures.values())
    left = able - sum(figure.low for figure in figures.values())
    if left < (policy.threshold - 1) * min(hidden, 2):
        return dict.fromkeys(votes, NOT_SHOWN)
    return figures
