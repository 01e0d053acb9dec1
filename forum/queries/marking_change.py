"""Compute what a change of a topic's marking would cause, and check under the lock that this has not changed since."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.enums import PostState, RevisionState
from forum.models import Attachment, Post, Revision, Topic, Withdrawal
from forum.models.post_queryset import PostQuerySet
from forum.queries.recipients import SAYS
from forum.rules.boards import can_note_on
from ratsite.accounts.models import User
from ratsite.lib.identifiers import unresolved_names
from ratsite.lib.optimistic_lock import content_hash
from ratsite.network.enums import Marking
from ratsite.notifications.enums import Says
from ratsite.pages.contacts import published_contacts


@dataclass(frozen=True)
class MarkingEffect:
    """One effect of a change of marking, as a sentence for the person who makes it.

    url: where the person can see what is affected; "" if they cannot open it.
    """

    what: str
    url: str = ""


@dataclass(frozen=True)
class _Place:
    """The texts of a post, or of one version of a post, to be scanned together.

    what: a description of the texts for the actor. url: see MarkingEffect. explanation: the author's reason why the
    findings in these texts are not about a person. is_withdrawn: the author withdrew the post and can still undo this;
    the findings are then not shown to anyone.
    """

    what: str
    url: str
    texts: list[str]
    explanation: str
    is_withdrawn: bool = False


@dataclass(frozen=True)
class MarkingChange:
    """The effects of a change of a topic's marking.

    - unresolved: what must be removed before the marking can be changed.
    - to_look_at: explained texts and files that the actor should look at, because they could be passed on further.
    - files: the number of files in live posts.
    - inputs_hash: the hash of the stored data from which the effects were computed.
    """

    before: Marking
    after: Marking
    board_id: int
    unresolved: tuple[MarkingEffect, ...]
    to_look_at: tuple[MarkingEffect, ...]
    files: int
    inputs_hash: str

    @property
    def opens(self) -> bool:
        return self.after.rank < self.before.rank

    @property
    def mails_say(self) -> str:
        return SAYS.get(self.after, Says.NOTHING).label

    @property
    def shown_hash(self) -> str:
        """The hash of the effects, for a hidden form field: people confirm only effects they saw (optimistic lock)."""
        matters = [(matter.what, matter.url) for matter in (*self.unresolved, *self.to_look_at)]
        return content_hash([self.before, self.after, self.board_id, matters, self.files])


@dataclass(frozen=True)
class _Inputs:
    """The stored data from which the effects of a change of marking are computed.

    To create it is cheap, because nothing is scanned for identifiers yet.
    """

    topic: Topic
    after: Marking
    opens: bool  # whether more people could pass the texts on after the change
    posts: list[Post]
    places: list[_Place]
    decides: bool  # whether the actor may decide on held posts on this board
    files: int

    @property
    def hash(self) -> str:
        topic = self.topic
        names = [[file.stored_file.name for file in post.files] for post in self.posts]
        places = [[place.what, place.url, place.texts, place.explanation] for place in self.places]
        fields = [topic.marking, self.after, topic.board_id, topic.title, places, names]
        return content_hash([*fields, self.files])


def preview_change(topic: Topic, after: Marking, actor: User) -> MarkingChange:
    """Return what a change of the topic's marking to `after` would cause, as far as this actor may see it.

    The number of queries is fixed. For a more open marking every text is scanned; a scan of some two hundred posts
    takes a second, so it runs before any lock. Under the lock, `is_as_previewed` then checks without a scan that
    nothing has changed.
    """
    inputs = _inputs_of(topic, after, actor)
    return MarkingChange(
        before=Marking(topic.marking),
        after=after,
        board_id=topic.board_id,
        unresolved=tuple(dict.fromkeys(_unresolved(inputs))) if inputs.opens else (),
        to_look_at=tuple(dict.fromkeys(_to_look_at(inputs))),
        files=inputs.files,
        inputs_hash=inputs.hash,
    )


def is_as_previewed(change: MarkingChange, topic: Topic, actor: User) -> bool:
    """True if all data that `preview_change` read for this change is still the same."""
    return _inputs_of(topic, change.after, actor).hash == change.inputs_hash


def _inputs_of(topic: Topic, after: Marking, actor: User) -> _Inputs:
    opens = after.rank < Marking(topic.marking).rank
    posts = list(_affected_posts(topic)) if opens else []
    decides = opens and can_note_on(actor, topic.board)
    return _Inputs(
        topic=topic,
        after=after,
        opens=opens,
        posts=posts,
        places=[place for post in posts for place in _places(post, decides)],
        decides=decides,
        files=Attachment.objects.filter(post__topic=topic, post__state=PostState.LIVE).count(),
    )


def _affected_posts(topic: Topic) -> PostQuerySet:
    """Return all posts of the topic that others can read, or may read later, each with `versions` and `files`.

    Others may later read posts that wait for a moderator, and withdrawn posts whose withdrawal can still be undone.
    """
    shown = [RevisionState.APPLIED, RevisionState.PENDING]
    versions = Prefetch("revisions", Revision.objects.filter(state__in=shown), to_attr="versions")
    files = Prefetch("attachments", Attachment.objects.select_related("stored_file"), to_attr="files")
    states = [PostState.LIVE, PostState.HELD]
    can_come_back = Q(pk__in=Withdrawal.objects.open().filter(state__in=states).values("post"))
    posts = topic.posts.filter(Q(state__in=states) | can_come_back)
    return posts.select_related("withdrawal").order_by("number", "pk").prefetch_related(versions, files)


def _unresolved(inputs: _Inputs) -> Iterator[MarkingEffect]:
    """Scan the title and all texts; yield an effect for each that may identify a person and is not explained.

    A text is explained if its author said why the findings in it are not about a person.
    """
    allow, topic = cache(published_contacts), inputs.topic
    if names := unresolved_names([topic.title], allow):
        what = _("The title may contain this: %(names)s") % {"names": ", ".join(names)}
        yield MarkingEffect(what, reverse("forum:topic_manage", args=[topic.pk]))
    for place in inputs.places:
        if not place.explanation and (names := unresolved_names(place.texts, allow)):
            if place.is_withdrawn:
                yield MarkingEffect(
                    _("A post that may identify someone was just withdrawn. Its author can still undo this.")
                )
                continue
            facts = {"place": place.what, "names": ", ".join(names)}
            yield MarkingEffect(_("%(place)s may contain this: %(names)s") % facts, place.url)


def _places(post: Post, decides: bool) -> Iterator[_Place]:
    """Yield the texts of the post, of its pending edit and of its earlier versions.

    decides: True if the actor may decide on held posts on the board. Otherwise the held texts get no url, because
    the actor cannot open them.
    """
    if post.is_withdrawn:
        yield from _places_withdrawn(post)
        return
    url = post.get_absolute_url() if post.number else reverse("review:item", args=["posts", post.pk])
    texts = [post.source, post.content_note]
    yield _Place(_post_name(post), url if post.number or decides else "", texts, post.explanation)
    for version in post.versions:
        texts = [version.source, version.content_note]
        if version.state == RevisionState.PENDING:
            item = reverse("review:item", args=["edits", version.pk]) if decides else ""
            what = _("An edit of post %(number)s that is waiting for a moderator") % {"number": post.number}
            yield _Place(what, item, texts, version.explanation)
        elif version.source != post.source:
            what = _("An earlier version of post %(number)s") % {"number": post.number}
            history = reverse("forum:post_history", args=[post.pk])
            yield _Place(what, history, [*texts, version.reason], version.explanation)


def _places_withdrawn(post: Post) -> Iterator[_Place]:
    """Yield the texts that come back if the author undoes the withdrawal of the post."""
    what, copy = _("A post that was just withdrawn"), post.withdrawal
    yield _Place(what, "", [copy.source, copy.content_note], copy.explanation, is_withdrawn=True)
    if copy.pending:
        texts = [copy.pending["source"], copy.pending["content_note"]]
        yield _Place(what, "", texts, copy.pending["explanation"], is_withdrawn=True)
    for version in post.versions:
        texts = [version.source, version.content_note, version.reason]
        yield _Place(what, "", texts, version.explanation, is_withdrawn=True)


def _to_look_at(inputs: _Inputs) -> Iterator[MarkingEffect]:
    """Yield an effect for each text whose author explained that it identifies nobody, and for each post with files."""
    for place in inputs.places:
        if place.explanation:
            what = _("%(place)s: its author said that its details identify nobody") % {"place": place.what}
            yield MarkingEffect(what, place.url)
    for post in inputs.posts:
        if post.files and not post.is_withdrawn:
            url = post.get_absolute_url() if post.number else ""
            yield MarkingEffect(f"{_post_name(post)}: {', '.join(_file_names(post, decides=inputs.decides))}", url)


def _file_names(post: Post, *, decides: bool) -> list[str]:
    """Return the names of the post's files.

    decides: True if the actor may decide on held posts on the board. Otherwise files that readers cannot open yet
    are not named: the list ends with their number, as text.
    """
    named = [file.stored_file.name for file in post.files if decides or (post.is_live and file.is_open)]
    others = len(post.files) - len(named)
    if not others:
        return named
    counted = ngettext(
        "%(count)s file that readers cannot download yet", "%(count)s files that readers cannot download yet", others
    )
    return [*named, counted % {"count": others}]


def _post_name(post: Post) -> str:
    if post.number:
        return _("Post %(number)s") % {"number": post.number}
    return _("A post that is waiting for a moderator")
