"""The registry of notification sources. A source is asked for the text of its items each time they are shown."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from ratsite.lib.hooks import Hook
from ratsite.notifications.enums import Says


@dataclass(frozen=True)
class Line:
    """The text of a notification's item, as far as one person may read it now."""

    title: str
    url: str  # the item's address, for pages
    link: str  # the item's address for emails, without words from its title
    says: Says
    who: str = ""  # the author's name, for pages
    remit: str = ""  # the remit of the author, or the one that a question was put to
    excerpt: str = ""  # the beginning of the item's text
    reason: str = ""  # the reason that was given for the decision, for pages


class Source:
    """A source of notifications. Each app subclasses it and gives the words for the page and for emails.

    - name: the source's name in the database.
    - verbs: what each verb says of `count` items, by ngettext_lazy: "new reply", "%(count)d new replies".
    - reasons: {code: sentence} of each reason why a person is notified. The notification's why_word replaces {word} in
      the sentence.
    - ends_with_group: the verbs whose notifications end when `stop` is called for their group. Notifications with
      another verb continue: they come from following a board, or from a mention.
    """

    name: str
    verbs: dict[str, Any]
    reasons: dict[str, Any]
    ends_with_group: AbstractSet[str] = frozenset()

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each of these items that the person may read now, by item ID.

        Costs a constant number of queries.
        """
        raise NotImplementedError

    def stop(self, person, group: str) -> bool:
        """Stop email to this person about this group of notifications. Return False if there was nothing to stop.

        Most sources have nothing to stop: a person stops such emails only by stopping all emails.
        """
        return False


_sources: dict[str, Source] = {}

# (report): called when a mail server refuses an email of ours because the address does not exist
address_refused = Hook()


def register(source: Source) -> None:
    _sources[source.name] = source


def source_of(name: str) -> Source:
    """Return a notification source by its name. Raise KeyError if no app has registered it."""
    return _sources[name]


def lines_of(person, notifications: Iterable) -> dict[int, Line]:
    """Return a Line for each notification whose item the person may read now, by the notification's ID.

    Each source is called once.
    """
    lines_by_id: dict[int, Line] = {}
    by_source: dict[str, list] = {}
    for notification in notifications:
        by_source.setdefault(notification.source, []).append(notification)
    for name, rows in by_source.items():
        lines = source_of(name).lines(person, [notification.item_id for notification in rows])
        lines_by_id |= {
            notification.pk: lines[notification.item_id] for notification in rows if notification.item_id in lines
        }
    return lines_by_id
