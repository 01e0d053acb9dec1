"""Fill tables faster than the ORM does: PostgreSQL generates the rows itself."""

import dataclasses
import datetime as dt
import io

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from tests.bench.plan import MEMBERS, NEWCOMERS, TopicPlan
from tests.bench.words import RARE_POSTS, RARE_SENTENCE, paragraphs

# How many paragraphs a post has, by chance out of 100: one 35, two 30, three 18, four 10, five 7.
THRESHOLDS = (0, 35, 65, 83, 93)


def chance(number: str, salt: int, below: str | int) -> str:
    """Return SQL for an integer from 0 to below - 1 that depends only on the number and the salt."""
    return f"mod(hashint8({number} * 64 + {salt}) & 2147483647, {below})"


def insert(model, known: dict[str, str], source: str) -> None:
    """INSERT ... SELECT. known: {column: SQL}; other columns get the default of their field."""
    columns, values, parameters = [], [], []
    for field in model._meta.local_concrete_fields:
        if field.column in known:
            values.append(known[field.column])
        elif field.primary_key or field.generated:
            continue
        else:
            values.append("%s")
            parameters.append(field.get_db_prep_save(field.get_default(), connection))
        columns.append(connection.ops.quote_name(field.column))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} {source}", parameters)


def copy(table: str, columns: str, rows) -> None:
    """Create a temporary table with these rows. columns: SQL such as "n int, body text"."""
    text = "".join("\t".join(_escaped(value) for value in row) + "\n" for row in rows)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns})")
        cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(text))
        cursor.execute(f"ANALYZE {table}")


def _escaped(value) -> str:
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def copy_plan(topics: list[TopicPlan]) -> None:
    """Create the table bench_topic: one row of the plan for each topic."""
    columns = "n int, board int, size int, starts_at timestamptz, ends_at timestamptz, is_pinned bool, is_locked bool"
    copy("bench_topic", columns, (dataclasses.astuple(topic) for topic in topics))


def copy_paragraphs(render) -> None:
    """Create the table bench_paragraph: each paragraph's source and what `render` makes of it."""
    rows = ((n, text, render(text).rstrip("\n")) for n, text in enumerate(paragraphs()))
    copy("bench_paragraph", "n int PRIMARY KEY, source text, html text", rows)


def text_of(column: str) -> str:
    """Return SQL that joins a post's paragraphs, for use with post_joins()."""
    gap = "E'\\n\\n'" if column == "source" else "E'\\n'"
    rare = RARE_SENTENCE if column == "source" else f"<p>{RARE_SENTENCE}</p>"
    parts = ", ".join(f"p{index}.{column}" for index in range(len(THRESHOLDS)))
    return f"concat_ws({gap}, {parts}, CASE WHEN mod(post, rare_every) = 0 THEN '{rare}' END)"


def post_joins() -> str:
    """Return SQL that gives each row of every_post() an author, `member`, and one to five paragraphs, `p0` to `p4`."""
    count = len(paragraphs())
    author = f"JOIN bench_member member ON member.n = {author_of('every.n', 'every.number')} "
    return author + " ".join(
        f"LEFT JOIN bench_paragraph p{index} ON {chance('post', 1, 100)} >= {threshold} "
        f"AND p{index}.n = {chance('post', 10 + index, count)}"
        for index, threshold in enumerate(THRESHOLDS)
    )


def author_of(topic: str, number: str) -> str:
    """Return SQL for the author of this post of this topic, as a number of bench_member."""
    return chance(f"({topic}::bigint * 16384 + {number})", 2, MEMBERS - NEWCOMERS)


def every_post(posts: int) -> str:
    """Return SQL for a subquery with one row for each post.

    Its columns are those of the topic, the post's number in the topic, and `post`, its number overall.
    """
    return f"""(
        SELECT plan.*, number, plan.before + number AS post, {max(1, posts // RARE_POSTS)} AS rare_every,
               plan.starts_at + (plan.ends_at - plan.starts_at) * (number - 1) / plan.size AS at
        FROM (SELECT *, sum(size) OVER (ORDER BY n) - size AS before FROM bench_topic) plan,
             generate_series(1, plan.size) number
    ) every"""


def sessions(people, backend: str) -> list[str]:
    """Create a session for each person, as signing in does; return the cookie values."""
    rows = [_session(person, backend) for person in people]
    Session.objects.bulk_create(rows)
    return [row.session_key for row in rows]


def _session(person, backend: str) -> Session:
    store = SessionStore()
    data = {
        "_auth_user_id": str(person.pk),
        "_auth_user_backend": backend,
        "_auth_user_hash": person.get_session_auth_hash(),
    }
    return Session(
        session_key=store._get_new_session_key(),
        session_data=store.encode(data),
        expire_date=timezone.now() + dt.timedelta(days=2),
    )


def analyse() -> None:
    """Update the planner's statistics, as autovacuum would have done by now."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
