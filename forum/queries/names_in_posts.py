"""Find a person's name in posts by others, where it follows an @."""

import re
from dataclasses import dataclass
from html import unescape

from django.db.models import Q, Value
from django.db.models.functions import Concat

from forum.models import Post
from ratsite.accounts.models import User
from ratsite.lib.personal_data import NOBODY

MARKED = re.compile(r'<span class="mention">@(.*?)</span>')


@dataclass(frozen=True)
class Name:
    """A person's name as other people write it in a mention, and what replaces it."""

    person_id: int
    written: str
    mention: re.Pattern[str]  # matches the name after an @, with the agency in brackets if it follows
    is_shared: bool  # another person has the same name, so the name after an @ may mean either of them
    instead: str  # the text that replaces the name

    def replaced_in(self, source: str, *, is_mentioned: bool = False) -> str:
        """Return the text with mentions of the name replaced.

        is_mentioned: True if it is known (by a Mention row) that the text mentions this person. If it is False and
        several people have the name, the text is returned unchanged.
        """
        return self.mention.sub(self.instead, source) if is_mentioned or not self.is_shared else source


def names_of(person: User) -> list[Name]:
    """Return the Name of a person, and one for each name that they had before."""
    return [name_of(person), *(name_of(person, written=former) for former in person.former_names)]


def name_of(person: User, *, instead: str = NOBODY, written: str = "") -> Name:
    """Return the person's name as other people write it in a mention: the full name or, without one, the email address.

    instead: the text that replaces the name in mentions. written: a former full name of the person, which is then used
    in place of the current one.
    """
    written = written or " ".join(person.get_full_name().split()) or person.email
    own_agencies = set(person.posts.exclude(agency=None).values_list("agency__name", flat=True))
    own_agencies |= {person.agency.name} if person.agency else set()
    full_name = Concat("first_name", Value(" "), "last_name")
    namesakes = User.objects.annotate(full_name=full_name).filter(full_name__iexact=written)
    agencies_of_others = list(namesakes.exclude(pk=person.pk).values_list("agency__name", flat=True))  # with None
    ending = f"(?:{_in_brackets(own_agencies)})?" if own_agencies else ""
    if agencies_of_others:  # if the agency of a namesake follows the name, it means that namesake
        ending = f"(?!{_in_brackets(set(filter(None, agencies_of_others)) - own_agencies)}){ending}"
    return Name(
        person_id=person.pk,
        written=written,
        mention=re.compile(rf"(?<!\w)@{re.escape(written)}(?!\w){ending}", re.IGNORECASE),
        is_shared=bool(agencies_of_others),
        instead=instead,
    )


def _in_brackets(agencies: set[str]) -> str:
    """Return a pattern for any one of these agencies' names in brackets. Without agencies, it matches nothing."""
    names = "|".join(re.escape(agency) for agency in sorted(agencies, key=len, reverse=True))
    return rf" \((?:{names})\)" if names else "(?!)"


def may_contain_name(name: Name, field: str = "source") -> Q:
    """Return a condition (Q) on rows whose text may contain the name. field: the column with the text."""
    return Q(**{f"{field}__icontains": name.written})


def marked_names(post: Post) -> set[str]:
    """Return the names that the post's HTML marks as mentions: pass them to Post.set_body to keep the mentions."""
    return {unescape(name) for name in MARKED.findall(post.html)}
