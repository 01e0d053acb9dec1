"""The rows of the catch-up page, with the buttons and links by which the reader deals with them."""

import datetime as dt
from dataclasses import dataclass, field

from ratsite.lib.addresses import address

WORDS_SHOWN = 24
PLACE = ("topic__title", "topic__board__name")  # columns that the row of a post or question shows


@dataclass(frozen=True)
class Action:
    """A button that posts `values` to `url`; if there are no values, a link to `url`."""

    label: str
    url: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One line of the catch-up page: its link and why it is shown.

    new_posts is 0 unless the row shows a topic with unread posts; then topic_id and last_number say up to which post
    "Mark as read" marks the topic. at: when a resource was published.
    """

    title: str
    url: str
    place: str
    why: str
    icon: str
    text: str = ""
    new_posts: int = 0
    topic_id: int = 0
    last_number: int = 0
    at: dt.datetime | None = None
    actions: tuple[Action, ...] = ()

    @property
    def mark_url(self) -> str:
        return address("forum:topic_mark_read", self.topic_id)
