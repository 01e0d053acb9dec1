"""The rows of the catch-up page, with the buttons and links by which the reader deals with them."""

import datetime as dt
from dataclasses import dataclass, field

from ratsite.lib.addresses import address

WORDS_SHOWN = 24
PLACE = ("topic__title", "topic__board__name")  # columns that the row of a post or question shows


@dataclass(frozen=True)
class Action:
    """A button that posts `values` to `url`, or a link to `url` if `values` is empty."""

    label: str
    url: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One line of the catch-up page: its link and why it is shown.

    - new_posts: the number of unread posts if the row is about a topic that has some; otherwise 0.
    - topic_id, last_number: the topic and its last post, up to which "Mark as read" marks it; 0 without unread posts.
    - at: when the resource was published, if the row is about a resource.
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
