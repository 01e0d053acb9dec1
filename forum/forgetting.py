"""Taking a name out of other people's words: where they call somebody with an @, and above their quotes."""

import re
from dataclasses import dataclass
from html import unescape

from django.db import transaction
from django.db.models import Q

from forum.actions.locking import lock_post
from forum.bylines import role_alone
from forum.enums import Voice
from forum.models import Draft, Post
from forum.quoting import PERMALINK, SPECIAL
from ratsite.accounts.models import User
from ratsite.holdings import NOBODY

LINK = re.compile(r"\[((?:\\.|[^\[\]\\\n])*)\]\(([^)\s]*)\)")
MARKED = re.compile(r'<span class="mention">@(.*?)</span>')


@dataclass(frozen=True)
class Name:
    """What others write when they mean this person."""

    written: str
    call: re.Pattern[str]
    is_shared: bool  # somebody else has the same name: an @ alone does not say who is meant
    post_ids: frozenset[int]
    instead: str  # what stands there from then on

    def out_of(self, source: str, *, is_called: bool = False, calls: bool = True) -> str:
        """is_called: a row says that the text means this person; calls: also where they are called, not quoted."""
        if calls and (is_called or not self.is_shared):
            source = self.call.sub(self.instead, source)
        return LINK.sub(self._unnamed, source)

    def _unnamed(self, link: re.Match[str]) -> str:
        """The link above a quote of a post of theirs, and no other link to it."""
        post = PERMALINK.search(link[2])
        is_theirs = post is not None and int(post[1]) in self.post_ids
        words = re.sub(r"\\(.)", r"\1", link[1])
        if not is_theirs or words.lower() != self.written.lower():
            return link[0]
        return f"[{self.instead.capitalize()}]({link[2]})"


def name_of(person: User, post_ids: frozenset[int], *, instead: str = NOBODY) -> Name:
    """For quotes of these posts. Whoever gave no name is written as their address, as everywhere."""
    written = " ".join(person.get_full_name().split()) or person.email
    own = set(person.posts.exclude(agency=None).values_list("agency__name", flat=True))
    own |= {person.agency.name} if person.agency else set()
    namesakes = User.objects.filter(first_name__iexact=person.first_name, last_name__iexact=person.last_name)
    others = list(namesakes.exclude(pk=person.pk).values_list("agency__name", flat=True))
    behind = f"(?:{_in_brackets(own)})?" if own else ""
    if others:  # with the agency of another of this name behind it, it is that other's
        behind = f"(?!{_in_brackets(set(filter(None, others)) - own)}){behind}"
    return Name(
        written=written,
        call=re.compile(rf"(?<!\w)@{re.escape(written)}(?!\w){behind}", re.IGNORECASE),
        is_shared=bool(others),
        post_ids=post_ids,
        instead=instead,
    )


def _in_brackets(agencies: set[str]) -> str:
    """A pattern for one of these behind a name; without any, one that nothing matches."""
    names = "|".join(re.escape(agency) for agency in sorted(agencies, key=len, reverse=True))
    return rf" \((?:{names})\)" if names else "(?!)"


def holding(name: Name, field: str = "source") -> Q:
    """Rows in whose text the name may stand, as it is written or as a quote writes it."""
    escaped = SPECIAL.sub(r"\\\1", name.written)
    return Q(**{f"{field}__icontains": name.written}) | Q(**{f"{field}__icontains": escaped})


def marked_names(post: Post) -> set[str]:
    """Whom its rendering marks as called: drawing it anew must mark the same."""
    return {unescape(name) for name in MARKED.findall(post.html)}


@transaction.atomic
def forget_in_post(post_id: int, name: Name, person: User, *, calls: bool = True) -> None:
    """The post, every version of it and whom it calls; others that it marks as called stay marked."""
    post = lock_post(post_id)
    is_called = post.mentions.filter(person=person).exists()
    source = name.out_of(post.source, is_called=is_called, calls=calls)
    if source != post.source:
        marked = marked_names(post)
        post.set_body(source, [one for one in marked if not (calls and name.call.fullmatch(f"@{one}"))])
        post.save(update_fields=["source", "html"])
    for revision in post.revisions.all():
        before, revision.source = revision.source, name.out_of(revision.source, is_called=is_called, calls=calls)
        if before != revision.source:
            revision.save(update_fields=["source"])
    if calls:
        post.mentions.filter(person=person).delete()


@transaction.atomic
def forget_in_draft(draft_id: int, name: Name, *, calls: bool = True) -> None:
    draft = Draft.objects.select_for_update(of=("self",), no_key=True).filter(pk=draft_id).first()
    if draft is None:
        return
    fields = {field: [name.out_of(text, calls=calls) for text in texts] for field, texts in draft.fields.items()}
    if fields != draft.fields:
        draft.fields = fields
        draft.save(update_fields=["fields"])


def keep_role(post: Post) -> None:
    """What is left of an author beside their words, as the post names them. What it does not show, nobody needs.

    A post that its agency speaks is still the agency's: it named no person.
    """
    post.job_title = role_alone(post.job_title, post.author, post.agency)
    if post.voice == Voice.NAME and post.agency is not None:
        post.agency_kind = post.agency.kind
    if post.voice != Voice.AGENCY:
        post.agency = None
    if post.voice in (Voice.AGENCY, Voice.BEHALF):
        post.job_title = ""
