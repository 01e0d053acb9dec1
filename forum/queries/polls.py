"""What the pages of a poll and of its topic show: the options and, once the poll has ended, its result."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from forum.models import Poll, PollOption, PollVote, Topic
from ratsite.accounts.models import User
from ratsite.lib.disclosure import Policy, Shown, votes_by_option
from ratsite.lib.figure_words import figure_words
from ratsite.network.figures import policy_inside, policy_outside


@dataclass(frozen=True)
class OptionResult:
    """One option of a poll that has ended.

    names: who chose it, in a poll by name. votes: in a secret poll, the number of votes as text, such as "fewer than
    5". is_withheld: True if no number of this poll may be shown.
    """

    text: str
    names: list[str]
    votes: str = ""
    is_withheld: bool = False


def current_poll(topic: Topic) -> Poll | None:
    """Return the topic's poll that has not ended or, without one, the one that ended last; None if it has none."""
    return Poll.objects.filter(topic=topic).under_way_first().first()


def other_polls(poll: Poll) -> QuerySet[Poll]:
    """Return the other polls of the same topic, first the one that has not ended."""
    return Poll.objects.filter(topic=poll.topic_id).exclude(pk=poll.pk).under_way_first()


def own_vote(poll: Poll, reader: User) -> PollVote | None:
    """Return the reader's vote or, in a poll by agency, the vote of their agency; None if there is none."""
    votes = PollVote.objects.visible_to(reader).filter(poll=poll)
    if poll.is_by_agency:
        return votes.filter(agency=reader.agency_id, agency__isnull=False).first()
    return votes.filter(person=reader, agency=None).first()


def printed_result(poll: Poll) -> list[OptionResult]:
    """Return the result of a poll that has ended, as it may be on paper: numbers without names.

    Paper can leave the network, so the threshold is the one for people outside.
    """
    # Grouped rows have no order of their own.
    options = poll.options.annotate(named=Count("votes")).order_by("position")
    votes = {option: option.named if poll.is_named else option.votes_counted or 0 for option in options}
    return _without_names(poll, votes, policy_outside())


def result_of_poll(poll: Poll, reader: User) -> list[OptionResult]:
    """Return the result of a poll that has ended.

    A secret poll has no total and hides some numbers of votes: small ones, and those close to the number of people who
    could vote, because if all chose the same, everyone's vote would be known. It hides all numbers if those shown
    would tell too much about the hidden ones.
    """
    options = list(poll.options.all())
    if not poll.is_named:
        return _without_names(poll, {option: option.votes_counted or 0 for option in options}, policy_inside())
    names: dict[int, list[str]] = defaultdict(list)
    for vote in PollVote.objects.visible_to(reader).filter(poll=poll).select_related("person", "agency"):
        names[vote.option_id].append(vote.agency.name if vote.agency else str(vote.person))
    return [OptionResult(option.text, sorted(names[option.pk])) for option in options]


def _without_names(poll: Poll, votes: Mapping[PollOption, int], policy: Policy) -> list[OptionResult]:
    figures = votes_by_option(votes, able=poll.able or 0, policy=policy)
    return [
        OptionResult(option.text, [], figure_words(figure), figure.how is Shown.NOT_SHOWN)
        for option, figure in figures.items()
    ]
