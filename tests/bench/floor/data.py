"""Fill the floor's database with the same number of posts, of the same lengths, in topics of the same sizes.

The floor is the bare Django forum with which the site is compared. Run as `python -m tests.bench.floor.data POSTS` with
the floor's settings; prints places and sessions as JSON.
"""

import json
import sys

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from ratsite.lib.markup import markdown  # noqa: E402
from tests.bench import bulk, words  # noqa: E402
from tests.bench.floor.models import Post, Topic  # noqa: E402
from tests.bench.plan import MEMBERS, ordinary, plan  # noqa: E402


def fill(posts: int) -> dict:
    """Fill the database; return {"places": ..., "sessions": ...} for the driver."""
    call_command("migrate", verbosity=0)  # people first: the tables below, which have no migrations, point at them
    call_command("migrate", run_syncdb=True, verbosity=0)
    topics = plan(posts, timezone.now())
    with transaction.atomic():
        people = _people()
        bulk.copy_plan(topics)
        _posts(posts)
        sessions = bulk.sessions(people, "django.contrib.auth.backends.ModelBackend")
    bulk.analyse()
    read, replied = ordinary(topics)
    places = {"topic": [f"/topics/{n}/" for n in read], "reply_topic": [f"/topics/{n}/" for n in replied]}
    return {"places": places, "sessions": sessions}


def _people() -> list[User]:
    password, names = make_password("only for measuring"), words.vocabulary()[0]
    return User.objects.bulk_create(
        User(
            username=f"member{n}",
            first_name=names[200 + n].capitalize(),
            last_name=names[900 + n].capitalize(),
            password=password,
        )
        for n in range(MEMBERS)
    )


def _posts(posts: int) -> None:
    bulk.insert(Topic, {"id": "plan.n", "title": "'Rooms let again: ' || plan.n"}, "FROM bench_topic plan")
    bulk.copy_paragraphs(markdown.render)
    members = User.objects.order_by("pk").values_list("pk", flat=True)
    bulk.copy("bench_member", "n int, id int", enumerate(members))
    known = {
        "topic_id": "every.n",
        "number": "every.number",
        "author_id": "member.id",
        "html": bulk.text_of("html"),
        "created_at": "every.at",
    }
    source = f"FROM {bulk.every_post(posts)} {bulk.post_joins()} ORDER BY every.at"
    bulk.insert(Post, known, source)


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[1]))))
