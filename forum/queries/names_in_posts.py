"""A name in other people's words: where they call somebody with an @. Nothing here writes."""

import re
from dataclasses import dataclass
from html import unescape

from django.db.models import Q

from forum.models import Post
from ratsite.accounts.models import User
from ratsite.lib.personal_data import NOBODY

MARKED = re.compile(r'<span class="mention">@(.*?)</span>')


@dataclass(frozen=True)
class Name:
    """What others write when they mean this person."""

    person_id: int
    written: str
    call: re.Pattern[str]
    is_shared: bool  # somebody else has the same name: an @ alone does not say who is meant
    instead: str  # what stands there from then on

    def out_of(self, source: str, *, is_called: bool = False) -> str:
        """is_called: a row says that the text means this person."""
        return self.call.sub(self.instead, source) if is_called or not self.is_shared else source


def name_of(person: User, *, instead: str = NOBODY) -> Name:
    """Whoever gave no name is written as their address, as everywhere."""
    written = " ".join(person.get_full_name().split()) or person.email
    own = set(person.posts.exclude(agency=None).values_list("agency__name", flat=True))
    own |= {person.agency.name} if person.agency else set()
    namesakes = User.objects.filter(first_name__iexact=person.first_name, last_name__iexact=person.last_name)
    others = list(namesakes.exclude(pk=person.pk).values_list("agency__name", flat=True))
    behind = f"(?:{_in_brackets(own)})?" if own else ""
    if others:  # with the agency of another of this name behind it, it is that other's
        behind = f"(?!{_in_brackets(set(filter(None, others)) - own)}){behind}"
    return Name(
        person_id=person.pk,
        written=written,
        call=re.compile(rf"(?<!\w)@{re.escape(written)}(?!\w){behind}", re.IGNORECASE),
        is_shared=bool(others),
        instead=instead,
    )


def _in_brackets(agencies: set[str]) -> str:
    """A pattern for one of these behind a name; without any, one that nothing matches."""
    names = "|".join(re.escape(agency) for agency in sorted(agencies, key=len, reverse=True))
    return rf" \((?:{names})\)" if names else "(?!)"


def holding(name: Name, field: str = "source") -> Q:
    """Rows in whose text the name may stand."""
    return Q(**{f"{field}__icontains": name.written})


def marked_names(post: Post) -> set[str]:
    """Whom its rendering marks as called: drawing it anew must mark the same."""
    return {unescape(name) for name in MARKED.findall(post.html)}
