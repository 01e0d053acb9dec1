"""Find the links in a post that lead to other parts of this site, outside the forum."""

import re
from functools import cache

from django.conf import settings

OWN_PREFIX = "forum"  # links to the forum are left out: topics refer to one another in other ways


def site_links_in(html: str) -> list[tuple[str, str]]:
    """Return the first two parts of the path of each link to this site, except links to the forum.

    For example, [("library", "first-steps")] for a link to /library/first-steps/.
    """
    links = dict.fromkeys(_pattern(settings.SITE_URL).findall(html))
    return [(prefix, name) for prefix, name in links if prefix != OWN_PREFIX]


@cache
def _pattern(site: str) -> re.Pattern[str]:
    return re.compile(rf'<a href="(?:{re.escape(site)})?/([a-z-]{{1,20}})/([\w-]{{1,100}})(?:[/?#"])')
