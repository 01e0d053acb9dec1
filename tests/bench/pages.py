"""The pages that the bench measures, as data: a new page is one line in PAGES.

An address is a format string. Its fields are the keys of site_data.places: each has a list of addresses or words, and
each request takes the next one.
"""

from dataclasses import dataclass

FLOOR_TOPIC, FLOOR_INSERT = "floor: topic", "floor: insert"

REPLIED = r"/forum/topics/\d+/[\w-]+/(\?page=\d+)?#post-"


@dataclass(frozen=True)
class Page:
    name: str
    address: str
    at_most: float | None  # p50 as a multiple of the floor's p50 at concurrency 1; None for the floor itself
    floor: str = FLOOR_TOPIC
    lands: str = ""  # for a POST: what the address that it redirects to must match; empty means a GET
    who: str = "members"  # or "newcomers", who have written nothing that others can see

    @property
    def is_post(self) -> bool:
        return bool(self.lands)


FLOOR = [
    Page(FLOOR_TOPIC, "{topic}", None),
    Page(FLOOR_INSERT, "{reply_topic}reply/", None, FLOOR_INSERT, lands=r"/topics/\d+/\?page=\d+"),
]
PAGES = [
    Page("topic, first page", "{topic}", 2.0),
    Page("topic, last page", "{topic}?page=3", 2.0),
    Page("long topic, last page", "{long_topic_last}", 2.0),
    Page("boards", "/forum/", 2.5),
    Page("topic list, first page", "{board}", 2.5),
    Page("topic list, second page", "{board}?before={cursor_second}", 2.5),
    Page("topic list, deep page", "{board}?before={cursor_deep}", 2.5),
    Page("catch-up", "/catch-up/", 4.0),
    Page("search, common word", "/search/?q={common}", 5.0),
    Page("search, rare word", "/search/?q={rare}", 5.0),
    Page("search, library tab", "/search/?q={common}&tab=library", 5.0),
    Page("library, all", "/library/", 4.0),
    Page("library, filtered", "/library/?remit=housing&kind=guidance&sort=newest", 4.0),
    Page("library, rare word", "/library/?q={rare}", 4.0),
    Page("library, common word", "/library/?q={common}", 4.0),
    Page("trends", "/trends/", 3.0),
    Page("trend page", "{trend}", 3.0),
    Page("coverage", "/library/coverage/", 3.0),
    # A held reply lands on #post-own-…: neither of these two can be mistaken for the other.
    Page("reply", "{reply}", 4.0, FLOOR_INSERT, lands=REPLIED + r"\d+"),
    Page("reply by a newcomer, held", "{reply}", 4.0, FLOOR_INSERT, lands=REPLIED + r"own-\d+", who="newcomers"),
]


def addresses(page: Page, places: dict[str, list[str]]) -> list[str]:
    """Return every address of this page: as many as its longest list of places has."""
    longest = max((len(values) for name, values in places.items() if f"{{{name}}}" in page.address), default=1)
    return [
        page.address.format(**{name: values[turn % len(values)] for name, values in places.items()})
        for turn in range(longest)
    ]
