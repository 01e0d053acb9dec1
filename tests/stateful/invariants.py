"""The invariants, which must be true after every action: assertions about rows, querysets, pages and emails."""

import re
from collections.abc import Iterable, Iterator

from django.core import mail
from django.db.models import Q
from django.urls import reverse

from forum.enums import PostState, RevisionState, TopicList
from forum.models import Attachment, Board, Draft, DraftFile, Post, Revision, Topic, TopicEvent, Withdrawal
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.audit.verification import verify
from ratsite.network.models import Circle
from tests.crawl import everything_in
from tests.stateful.counts import COUNTED_ON_PAGES, wrong_counts
from tests.stateful.network import Network, client_of, session_user

WORD = re.compile(r"CANARY[A-Z]{5}")
QUOTED_LINE = re.compile(r"^ *>.*$", re.MULTILINE)
STEWARD_VIEWS = ("review:queue", "review:log", "staff_people:people", "staff_boards:boards", "staff_circles:circles")


def words_in(texts: Iterable[object]) -> set[str]:
    return {word for text in texts for word in WORD.findall(str(text))}


def texts_of(person: User | None) -> Iterator[object]:
    """Yield every text that the querysets let this person read (`visible_to`, `moderated_by` and their like)."""
    if person is None or not person.is_member:
        return
    yield from Board.objects.visible_to(person).values_list("name", "aim")
    yield from Circle.objects.of(person).values_list("name", flat=True)
    if person.has_role(Role.COORDINATOR):
        yield from Circle.objects.values_list("name", flat=True)  # they change who is in a circle
    topics = Topic.objects.visible_to(person) | Topic.objects.withdrawn_for(person)
    yield from topics.values_list("title", flat=True)
    events = TopicEvent.objects.filter(topic__in=Topic.objects.visible_to(person))
    yield from events.values_list("detail", "title")
    yield from Post.objects.visible_to(person).values_list("source", flat=True)
    yield from Revision.objects.visible_to(person).values_list("source", "title")
    yield from Attachment.objects.visible_to(person).values_list("stored_file__name", flat=True)
    yield from Draft.objects.filter(person=person, files__isnull=False).values_list(
        "files__stored_file__name", flat=True
    )
    for draft in Draft.objects.filter(person=person):
        # A quote in a draft shows only if the person may read the quoted post, which is yielded above.
        yield from (QUOTED_LINE.sub("", text) for texts in draft.fields.values() for text in texts)
    yield from Withdrawal.objects.visible_to(person).values_list("source", flat=True)
    decided = Post.objects.moderated_by(person)
    yield from decided.values_list("source", "topic__title", "revisions__source", "revisions__title")
    yield from Attachment.objects.moderated_by(person).values_list("stored_file__name", flat=True)


def leaks(person: User | None, shown: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (address, word) for each word that a page shows to this person although they may not read it."""
    may = words_in(texts_of(person))
    return [(address, word) for address, word in shown if word not in may]


def open_pages(network: Network, person_id: int, addresses: Iterable[str], *, with_second_step: bool = True) -> None:
    """Open these pages as this person. None may show a word that they may not read, or an erased person's name."""
    client, found = client_of(person_id, with_second_step=with_second_step), []
    for address in addresses:
        response = client.get(address)
        assert response.status_code < 500, address
        text = everything_in(response, address)
        found += [(address, word) for word in WORD.findall(text)]
        assert [name for name in network.erased if name in text] == [], address
    person = session_user(person_id, with_second_step=with_second_step)
    assert leaks(person, found) == [], (person_id, with_second_step, network.history)


def topic_pages(topic: Topic) -> list[str]:
    """Return the addresses of pages about the topic and its newest post."""
    post = topic.posts.order_by("-pk").first()
    found = [topic.get_absolute_url(), topic.board.get_absolute_url(), reverse("forum:topic_manage", args=[topic.pk])]
    if post is not None:
        found += [reverse(f"forum:{page}", args=[post.pk]) for page in ("post_history", "post_edit", "post_withdraw")]
        found += [reverse("review:item", args=[queue, post.pk]) for queue in ("posts", "flags")]
        found.append(f"{reverse('forum:topic_reply', args=[topic.pk])}?quote={post.pk}")
    return found


def list_pages() -> list[str]:
    """Return the addresses of the lists of topics and of other rows."""
    lists = [reverse(f"forum:{one.value}") for one in TopicList]
    names = ("forum:board_list", "catchup:catch_up", "drafts:draft_list", "notifications:notification_list")
    others = [reverse(name) for name in (*names, "saved:saved_list", "following:following_list", "circles:circle_list")]
    return [*lists, *others, "/search/?q=canary*", reverse("review:queue"), reverse("review:log")]


def emails_show_only_readable_text() -> None:
    """No email contains a word that its recipient may not read now. Access is checked again when an email is sent."""
    for message in mail.outbox:
        person = User.objects.filter(email__in=message.to).first()
        found = [(message.subject, word) for word in words_in([message.subject, message.body])]
        if person is not None:
            assert leaks(session_user(person.pk), found) == []
    mail.outbox.clear()


def visible_to_agrees_with_circles(people: Iterable[int]) -> None:
    """Each person can read the live posts that the rows of the circles give them, and no others."""
    circles = {
        circle.pk: (
            set(circle.people.values_list("pk", flat=True)),
            set(circle.agencies.values_list("pk", flat=True)),
            set(circle.remits.values_list("pk", flat=True)),
        )
        for circle in Circle.objects.all()
    }
    posts = list(Post.objects.live().select_related("topic__board"))
    for person_id in people:
        person = session_user(person_id)
        if person is None:
            continue
        remits = set(person.agency.remits.values_list("pk", flat=True)) if person.agency else set()
        own = {
            pk
            for pk, (named, agencies, theirs) in circles.items()
            if person.pk in named or person.agency_id in agencies or remits & theirs
        }
        expected = (
            {post.pk for post in posts if post.topic.board.circle_id in {None, *own}} if person.is_member else set()
        )
        assert set(Post.objects.shown_to(person).values_list("pk", flat=True)) == expected, person_id
        live = Post.objects.visible_to(person).filter(state=PostState.LIVE)
        assert set(live.values_list("pk", flat=True)) == expected, person_id


def roles_need_the_second_step(person_id: int, view: str) -> None:
    """In a session without the second step this person moderates nothing, and the stewards' view refuses them."""
    person = session_user(person_id, with_second_step=False)
    if person is not None:
        assert not Post.objects.moderated_by(person).exists()
        assert not Board.objects.managed_by(person).exists()
        assert client_of(person_id, with_second_step=False).get(reverse(view)).status_code in (302, 403)


def counts_equal_rows() -> None:
    assert wrong_counts() == []


def counts_on_pages_are_exact(person_id: int) -> None:
    """The counts that the catch-up page and the review queue store on the person equal a recount."""
    client = client_of(person_id)
    for address in (reverse("catchup:catch_up"), reverse("review:queue")):
        client.get(address)
    person = User.objects.get(pk=person_id)
    stored = {name: getattr(person, name.rpartition(".")[2]) for name in COUNTED_ON_PAGES}
    assert stored == {name: recount(person) for name, recount in COUNTED_ON_PAGES.items()}


def audit_log_verifies() -> None:
    assert verify().problem == ""


LAST_TEXTS = ~Q(state__in=[RevisionState.REJECTED, RevisionState.SENT])


def nothing_typed_is_lost(network: Network) -> None:
    """Each text that a person typed, and each file name that they sent, is in a post, a revision or a draft of theirs.

    The last text of a withdrawn post must be in a draft: its revisions do not count, because its withdrawal can be
    undone only for ten minutes. An edit that a moderator rejected or reworded counts from its revision: its author was
    told, and the copy of their data has it.
    """
    erased = set(User.objects.filter(email__endswith="@invalid").values_list("pk", flat=True))
    stored = {author: set() for author in network.typed.values()}
    rows = (
        Post.objects.values_list("author", "source"),
        Topic.objects.values_list("author", "title"),
        TopicEvent.objects.values_list("about__author", "title"),
        Revision.objects.exclude(LAST_TEXTS, post__state=PostState.WITHDRAWN).values_list("post__author", "source"),
        Attachment.objects.exclude(post__state=PostState.WITHDRAWN).values_list("post__author", "stored_file__name"),
        Draft.objects.values_list("person", "fields"),
        DraftFile.objects.values_list("draft__person", "stored_file__name"),
    )
    for found in rows:
        for author, text in found:
            if author in stored:
                stored[author] |= words_in([text])
    lost = {word for word, author in network.typed.items() if author not in erased and word not in stored[author]}
    assert lost == set(), [about_lost(word, network) for word in sorted(lost)]


def about_lost(word: str, network: Network) -> list[str]:
    """Return the history lines with this word, and all revisions and withdrawals that have it."""
    revisions = Revision.objects.filter(source__contains=word).values("post", "state", "post__state", "created_at")
    withdrawals = Withdrawal.objects.filter(source__contains=word).values("post", "state")
    return [*(line for line in network.history if word in line), *map(str, revisions), *map(str, withdrawals)]
