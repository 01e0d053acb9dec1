"""Make forum topics of the kind "case learning" discussions, with what was learned at the head of their first post."""

import uuid

from django.db import migrations
from django.utils.html import escape

CASE, DISCUSSION = "case", "discussion"


def fold(apps, schema_editor):
    Topic, Post, Revision, Draft, Board = (
        apps.get_model("forum", name) for name in ("Topic", "Post", "Revision", "Draft", "Board")
    )
    for topic in Topic.objects.filter(kind=CASE):
        post = Post.objects.filter(topic=topic).exclude(source="").order_by("number", "pk").first()
        if topic.learned and post is not None and post.number in (None, 1):
            post.source = f"{topic.learned}\n\n{post.source}"
            post.html = f"<p>{escape(topic.learned)}</p>\n{post.html}"
            post.save(update_fields=["source", "html"])
            for waiting in Revision.objects.filter(post=post, state="pending"):
                waiting.source = f"{topic.learned}\n\n{waiting.source}"
                waiting.save(update_fields=["source"])
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
