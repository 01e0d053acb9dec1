"""Give each ask a state and an end, and store for which remits a post answers."""

import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone


def fill(apps, schema_editor) -> None:
    """Fill the new columns: a question ends six weeks after its day, and no open one before its asker was asked."""
    Ask = apps.get_model("forum", "Ask")
    soonest = timezone.localdate() + dt.timedelta(weeks=2)
    for ask in Ask.objects.select_related("topic").iterator():
        ask.state = "answered" if ask.answer_id else "open"
        ask.ends_on = (ask.answer_by or timezone.localdate(ask.asked_at)) + dt.timedelta(weeks=6)
        if ask.state == "open":
            ask.ends_on = max(ask.ends_on, soonest)
        if ask.topic.author_id == ask.asked_by_id:
            ask.asked_as = ask.topic.shown_as
        ask.save(update_fields=["state", "ends_on", "asked_as"])


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0002_fulltext"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("post", "answers_for", models.JSONField(blank=True, default=list)),
        migrations.AddField("ask", "asked_as", models.CharField(blank=True, max_length=200)),
        migrations.AddField(
            "ask",
            "state",
            models.CharField(
                choices=[
                    ("open", "Open"),
                    ("answered", "Answered"),
                    ("declined", "Not for us"),
                    ("closed", "Closed"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AddField(
            "ask",
            "reminder",
            models.CharField(
                choices=[
                    ("not_yet", "Not asked yet"),
                    ("sent", "Asked"),
                    ("answered", "Asked, and wanted more time"),
                ],
                default="not_yet",
                max_length=10,
            ),
        ),
        migrations.AddField("ask", "ends_on", models.DateField(default=dt.date.max), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.CreateModel(
            name="AskDismissal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField()),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="dismissals", to="forum.ask"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "askdismissal", models.UniqueConstraint(fields=("ask", "person"), name="ask_dismissed_once_a_person")
        ),
        migrations.AddIndex(
            "ask", models.Index(condition=Q(("state", "open")), fields=["ends_on"], name="ask_ending")
        ),
        migrations.AddConstraint(
            "ask",
            models.CheckConstraint(
                condition=Q(("answer", None), ("state", "answered"), _connector="OR"),
                name="ask_with_answer_is_answered",
            ),
        ),
        migrations.AlterField(
            "topicevent",
            "kind",
            models.CharField(
                choices=[
                    ("asked", "Asked"),
                    ("answered", "Answered"),
                    ("accepted", "Accepted"),
                    ("settled", "Settled"),
                    ("declined", "Declined"),
                    ("ended", "Ended"),
                    ("reopened", "Reopened"),
                    ("noted", "Noted"),
                    ("unnoted", "Unnoted"),
                    ("reworded", "Reworded"),
                    ("pinned", "Pinned"),
                    ("unpinned", "Unpinned"),
                    ("locked", "Locked"),
                    ("unlocked", "Unlocked"),
                    ("renamed", "Renamed"),
                    ("archived", "Archived"),
                    ("restored", "Restored"),
                    ("slowed", "Slowed"),
                    ("unslowed", "Unslowed"),
                    ("moved", "Moved"),
                    ("split", "Split"),
                    ("begun", "Begun"),
                    ("parked", "Parked"),
                    ("merged", "Merged"),
                    ("marked", "Marked"),
                    ("acted", "Acted"),
                ],
                max_length=12,
            ),
        ),
    ]
