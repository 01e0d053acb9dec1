"""Fill the site's own database for the bench: people, boards, topics and posts, as the actions would have left them.

Run as `python -m tests.bench.site_data POSTS` with the site's settings, on a database that `prepare` has made; prints
the places and the sessions as JSON.
"""

import json
import sys

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from forum.models import Board, Post, Topic  # noqa: E402
from forum.queries import topic_list, topic_page  # noqa: E402
from library.models import Resource, ResourceVersion  # noqa: E402
from ratsite.accounts.enums import MemberState  # noqa: E402
from ratsite.accounts.models import User  # noqa: E402
from ratsite.demo.official import load_official_figures  # noqa: E402
from ratsite.lib.markup import markdown  # noqa: E402
from ratsite.network.models import Agency, Circle, Remit  # noqa: E402
from tests.bench import bulk, words  # noqa: E402
from tests.bench.library_data import fill_library  # noqa: E402
from tests.bench.plan import BOARDS, BUSY_BOARD, CIRCLE_BOARD, MEMBERS, TopicPlan, ordinary, plan  # noqa: E402
from tests.bench.signal_data import fill_signals  # noqa: E402

AGENCIES = 40
DEEP_PAGE = 500
HELD_EVERY = 2_000  # for every so many posts there is one more, which waits for a moderator


def fill(posts: int) -> dict:
    """Add everything in one transaction; return {"places": ..., "sessions": ...} for the driver."""
    topics = plan(posts, timezone.now())
    with transaction.atomic():
        people = _people()
        _boards(people)
        _topics(topics)
        _posts(posts)
        fill_library()
        trends = fill_signals(posts)
        load_official_figures()
        _counters()
        _reset_sequences()
        sessions = bulk.sessions(people, "ratsite.accounts.backends.MemberBackend")
    check(posts)
    bulk.analyse()
    return {"places": places(topics) | {"trend": [f"/trends/{n}/" for n in trends]}, "sessions": sessions}


def _people() -> list[User]:
    remits = list(Remit.objects.all())
    agencies = Agency.objects.bulk_create(
        Agency(
            slug=f"agency-{n}",
            name=f"Agency number {n}",
            kind="housing",
            main_remit=remits[n % len(remits)],
            what_we_do=words.paragraphs()[n],
            what_we_cannot_do=f"We cannot enter a private let, nor {words.paragraphs()[n + 100][:240]}",
        )
        for n in range(AGENCIES)
    )
    for agency in agencies:
        agency.save()  # this stores its profile
    password, now = make_password("only for measuring"), timezone.now()
    people = [
        User(
            email=f"member{n}@agency{n % AGENCIES}.example",
            first_name=words.vocabulary()[0][200 + n].capitalize(),
            last_name=words.vocabulary()[0][900 + n].capitalize(),
            job_title="Outreach officer",
            agency=agencies[n % AGENCIES],
            state=MemberState.APPROVED,
            approved_at=now,
            password=password,
        )
        for n in range(MEMBERS)
    ]
    return User.objects.bulk_create(people)


def _boards(people: list[User]) -> None:
    circle = Circle.objects.create(slug="planners", name="Planners", purpose="To plan together.")
    circle.people.add(*people[:60])
    Board.objects.bulk_create(
        Board(
            slug=f"board-{n}",
            name=f"Board number {n}",
            aim=words.paragraphs()[200 + n][:200],
            position=n,
            circle=circle if n == CIRCLE_BOARD else None,
        )
        for n in range(1, BOARDS + 1)
    )


def _topics(topics: list[TopicPlan]) -> None:
    """Create bench_topic (the plan), bench_member, and the topics, with the plan's numbers as their ids."""
    bulk.copy_plan(topics)
    members = (
        User.objects.filter(email__startswith="member").order_by("pk").values_list("pk", "agency_id", "agency__profile")
    )
    bulk.copy("bench_member", "n int, id int, agency int, profile int", ((n, *row) for n, row in enumerate(members)))
    boards = Board.objects.order_by("position").values_list("pk", flat=True)
    bulk.copy("bench_board", "n int, id int", enumerate(boards, start=1))
    title = f"'Rooms let again near the old tram depot: ' || {bulk.chance('plan.n', 5, 9999)} || ' doors'"
    known = {
        "id": "plan.n",
        "board_id": "board.id",
        "author_id": "member.id",
        "title": title,
        "slug": f"replace(replace(lower({title}), ': ', '-'), ' ', '-')",
        "is_pinned": "plan.is_pinned",
        "is_locked": "plan.is_locked",
        "created_at": "plan.starts_at",
        "published_at": "plan.starts_at",
        "last_number": "plan.size",
        "last_post_at": "plan.starts_at + (plan.ends_at - plan.starts_at) * (plan.size - 1) / plan.size",
        "last_author_id": "last.id",
    }
    bulk.insert(Topic, known, f"FROM bench_topic plan JOIN bench_board board ON board.n = plan.board {_authors()}")
    _tags(Topic.forms.through, "exploitationform")
    _tags(Topic.affected.through, "affectedgroup")


def _authors() -> str:
    first, last = bulk.author_of("plan.n", "1"), bulk.author_of("plan.n", "plan.size")
    return f"JOIN bench_member member ON member.n = {first} JOIN bench_member last ON last.n = {last}"


def _tags(through, column: str) -> None:
    """Give each topic one or two words of the vocabulary."""
    known = {"topic_id": "plan.n", f"{column}_id": "tag.id"}
    source = (
        f"FROM bench_topic plan JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM network_{column}) tag "
        f"ON tag.n = 1 + {bulk.chance('plan.n', 6, 3)} OR (tag.n = 3 AND mod(plan.n, 3) = 0)"
    )
    bulk.insert(through, known, source)


def _posts(posts: int) -> None:
    bulk.copy_paragraphs(markdown.render)
    known = {
        "topic_id": "every.n",
        "author_id": "member.id",
        "agency_id": "member.agency",
        "profile_id": "member.profile",
        "job_title": "'Outreach officer'",
        "source": bulk.text_of("source"),
        "html": bulk.text_of("html"),
        "created_at": "every.at",
    }
    source = f"FROM {bulk.every_post(posts)} {bulk.post_joins()}"
    live = {"number": "every.number", "state": "'live'", "published_at": "every.at"}
    bulk.insert(Post, {**known, **live}, f"{source} ORDER BY every.at")
    held = {"state": "'held'", "hold_reasons": """'["newcomer"]'"""}
    bulk.insert(Post, {**known, **held}, f"{source} WHERE mod(every.post, {HELD_EVERY}) = 0")


def _counters() -> None:
    """Set the counters that publish() increases for each post."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE forum_board SET topic_count = counted.topics, post_count = counted.posts, "
            "latest_topic_id = counted.latest FROM (SELECT board_id, count(*) AS topics, sum(last_number) AS posts, "
            "(array_agg(id ORDER BY last_post_at DESC))[1] AS latest FROM forum_topic GROUP BY board_id) counted "
            "WHERE counted.board_id = forum_board.id"
        )


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Topic, Resource, ResourceVersion]):
            cursor.execute(statement)


def check(posts: int) -> None:
    """Raise AssertionError if a counter differs from its rows."""
    live = Post.objects.live()
    assert live.count() == posts, live.count()
    assert sum(Board.objects.values_list("post_count", flat=True)) == posts
    assert sum(Board.objects.values_list("topic_count", flat=True)) == Topic.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM forum_topic t JOIN (SELECT topic_id, max(number) AS number, count(*) AS posts, "
            "max(published_at) AS at, (array_agg(author_id ORDER BY number DESC))[1] AS author FROM forum_post "
            "WHERE state = 'live' GROUP BY topic_id) p ON p.topic_id = t.id "
            "WHERE (t.last_number, t.last_post_at, t.last_author_id) IS DISTINCT FROM (p.number, p.at, p.author) "
            "OR p.posts <> p.number"
        )
        assert cursor.fetchone() == (0,), "topics whose counters differ from their posts"


def places(topics: list[TopicPlan]) -> dict[str, list[str]]:
    """Return the addresses and words for the format strings of the pages."""
    read, replied = ordinary(topics)
    long_topic = Topic.objects.get(pk=1)
    board = Board.objects.get(position=BUSY_BOARD)
    return {
        "topic": [topic.get_absolute_url() for topic in Topic.objects.filter(pk__in=read).order_by("pk")],
        "long_topic_last": [f"{long_topic.get_absolute_url()}?page={topic_page.page_count(long_topic)}"],
        "reply": [f"/forum/topics/{n}/reply/" for n in replied],
        "board": [board.get_absolute_url()],
        "cursor_second": [_cursor(board, 2)],
        "cursor_deep": [_cursor(board, DEEP_PAGE)],
        "common": [words.COMMON],
        "rare": [words.RARE],
    }


def _cursor(board: Board, page: int) -> str:
    """Return the cursor of this page (2 or more), or of the last full page of a smaller board."""
    plain = board.topics.published().filter(is_pinned=False).order_by("-last_post_at", "-pk")
    page = min(page, plain.count() // topic_page.TOPICS_A_PAGE)
    last = plain[(page - 1) * topic_page.TOPICS_A_PAGE - 1]
    return topic_list._write(last.last_post_at, last.pk)


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[1]))))
