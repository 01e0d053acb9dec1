"""Make forum topics of the kind "case learning" discussions, with what was learned at the head of their first post.

If that post is withdrawn, or would become too long, the topic's author gets the words under "Drafts" instead.
"""

import re
import uuid

from django.db import migrations
from django.utils import timezone
from django.utils.html import escape

CASE, DISCUSSION = "case", "discussion"
MAX_SOURCE = 20_000
INLINE = re.compile(r"([\\`*_\[\]<>~|&])")
AT_THE_START = re.compile(r"^(\d*)([#+\-=.)])")


def as_markdown(text):
    """Return plain text as Markdown that shows the same characters and mentions nobody."""
    return AT_THE_START.sub(r"\1\\\2", INLINE.sub(r"\\\1", text)).replace("@", "&#64;")


def opening_post(Post, topic):
    posts = Post.objects.filter(topic=topic)
    if topic.published_at is not None:
        return posts.filter(number=1).exclude(source="").first()
    return posts.filter(author=topic.author_id).exclude(source="").order_by("pk").first()


def keep_learned(topic, Post, Revision, Draft):
    learned = " ".join(topic.learned.split())
    if not learned:
        return
    head = as_markdown(learned)
    post = opening_post(Post, topic)
    waiting = list(Revision.objects.filter(post=post, state="pending")) if post is not None else []
    longest = max(len(one.source) for one in (post, *waiting)) if post is not None else MAX_SOURCE
    if len(head) + 2 + longest > MAX_SOURCE:
        number = uuid.uuid4()
        Draft.objects.create(
            person_id=topic.author_id,
            place=f"lost-{number}",
            submission=number,
            fields={"title": [topic.title], "body": [learned]},
            saved_at=timezone.now(),
        )
        return
    post.html = f"<p>{escape(learned)}</p>\n{post.html}"
    for one in (post, *waiting):
        one.source = f"{head}\n\n{one.source}"
    post.save(update_fields=["source", "html"])
    for one in waiting:
        one.save(update_fields=["source"])


def fold(apps, schema_editor):
    Topic, Post, Revision, Draft, Board = (
        apps.get_model("forum", name) for name in ("Topic", "Post", "Revision", "Draft", "Board")
    )
    for topic in Topic.objects.filter(kind=CASE):
        keep_learned(topic, Post, Revision, Draft)
        topic.kind = DISCUSSION
        topic.save(update_fields=["kind"])
    Board.objects.filter(usual_kind=CASE).update(usual_kind=DISCUSSION)
    for draft in Draft.objects.filter(kind=CASE):
        fields = dict(draft.fields)
        learned = [text for text in fields.pop("learned", []) if text]
        fields.pop("is_unrecognisable", None)
        fields["body"] = ["\n\n".join([*learned, *fields.get("body", [])])]
        place = draft.place
        if not place.startswith("version-"):
            place = f"topic-{draft.board_id}-{DISCUSSION}"
            if Draft.objects.filter(person=draft.person_id, place=place).exists():
                place = f"version-{uuid.uuid4()}"
        draft.fields, draft.kind, draft.place = fields, DISCUSSION, place
        draft.save(update_fields=["fields", "kind", "place"])


class Migration(migrations.Migration):
    dependencies = [("forum", "0003_blaming_phrases")]
    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
