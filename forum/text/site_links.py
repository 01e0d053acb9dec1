"""Find the links in a post that lead to other rooms of this site."""

import re
from functools import cache

from django.conf import settings

OWN_ROOM = "forum"  # links to the forum are left out: topics refer to one another in other ways


def site_links_in(html: str) -> list[tuple[str, str]]:
    """Return the first two parts of the path of each link to another room of this site.

    For example, [("library", "first-steps")] for a link to /library/first-steps/.
    """
    links = dict.fromkeys(_pattern(settings.SITE_URL).findall(html))
    return [(room, name) for room, name in links if room != OWN_ROOM]


@cache
def _pattern(site: str) -> re.Pattern[str]:
    return re.compile(rf'<a href="(?:{re.escape(site)})?/([a-z-]{{1,20}})/([\w-]{{1,100}})(?:[/?#"])')
