"""Taking a name out of other people's words: where they call somebody with an @, and above their quotes."""

import re
from dataclasses import dataclass
from html import unescape

from django.db.models import Q

from forum.models import Post
from forum.quoting import PERMALINK, SPECIAL
from ratsite.accounts.models import User
from ratsite.holdings import NOBODY, Erasing

LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\(([^)\s]*)\)")
MARKED = re.compile(r'<span class="mention">@(.*?)</span>')


@dataclass(frozen=True)
class Name:
    """What others write when they mean this person."""

    written: str
    call: re.Pattern[str]
    is_shared: bool  # somebody else has the same name: an @ alone does not say who is meant
    post_ids: frozenset[int]

    def out_of(self, source: str, *, is_called: bool = False) -> str:
        """is_called: a row says that the text means this person."""
        if is_called or not self.is_shared:
            source = self.call.sub(NOBODY, source)
        return LINK.sub(self._unnamed, source)

    def _unnamed(self, link: re.Match[str]) -> str:
        """The link above a quote of a post of theirs, and no other link to it."""
        post = PERMALINK.search(link[2])
        is_theirs = post is not None and int(post[1]) in self.post_ids
        words = re.sub(r"\\(.)", r"\1", link[1])
        return f"[{NOBODY.capitalize()}]({link[2]})" if is_theirs and words.lower() == self.written.lower() else link[0]


def name_of(erasing: Erasing) -> Name | None:
    """None for somebody without a name, whom nobody can have called by one."""
    person, written = erasing.person, erasing.name
    if not written:
        return None
    agencies = set(person.posts.exclude(agency=None).values_list("agency__name", flat=True))
    agencies |= {person.agency.name} if person.agency else set()
    full = "|".join(rf" \({re.escape(agency)}\)" for agency in sorted(agencies, key=len, reverse=True))
    # Without an agency of theirs behind it, a name with another agency behind it is another's.
    behind = f"(?:{full}|(?! \\())" if full else "(?! \\()"
    others = User.objects.filter(first_name__iexact=person.first_name, last_name__iexact=person.last_name)
    return Name(
        written=written,
        call=re.compile(rf"(?<!\w)@{re.escape(written)}(?!\w){behind}", re.IGNORECASE),
        is_shared=others.exclude(pk=person.pk).exists(),
        post_ids=frozenset(person.posts.values_list("pk", flat=True)),
    )


def holding(name: Name, field: str = "source") -> Q:
    """Rows in whose text the name may stand, as it is written or as a quote writes it."""
    escaped = SPECIAL.sub(r"\\\1", name.written)
    return Q(**{f"{field}__icontains": name.written}) | Q(**{f"{field}__icontains": escaped})


def marked_names(post: Post) -> set[str]:
    """Whom its rendering marks as called: drawing it anew must mark the same."""
    return {unescape(name) for name in MARKED.findall(post.html)}
