from importlib import import_module

import pytest
from django.apps import apps
from django.template.loader import render_to_string
from django.utils import timezone

from forum.enums import EventKind
from forum.models import TopicEvent
from tests.factories import make_topic

# A remit says it, two moderators do, or it ends by itself.
BY_NOBODY = (EventKind.DECLINED, EventKind.GROUND_TOLD, EventKind.POLL_ENDED)


def line_of(kind: EventKind) -> str:
    event = TopicEvent(kind=kind, shown_as="A housing officer", created_at=timezone.now())
    return render_to_string("forum/_event.html", {"event": event})


def test_every_kind_of_event_has_a_sentence_of_its_own():
    lines = {line_of(kind) for kind in EventKind}
    assert len(lines) == len(EventKind)
    unnamed = {line_of(kind) for kind in BY_NOBODY}
    assert all("<p><strong>A housing officer</strong> " in line for line in lines - unnamed)
    assert not any("A housing officer" in line for line in unnamed)


@pytest.mark.django_db
def test_titles_in_old_sentences_get_a_field_of_their_own_and_read_the_same():
    topic, into = make_topic(title="Rooms"), make_topic()
    made = {"after_number": 1, "created_at": timezone.now()}
    details = {
        "renamed": "“What “Maria” said”",
        "merged": "“Rooms “let” again”, from post 3 on",
        "acted": "“Ask first”. It was “Act” in what came from “Rooms “let””",
    }
    for kind, detail in details.items():
        about = None if kind == "renamed" else topic
        TopicEvent.objects.create(topic=topic if about is None else into, kind=kind, detail=detail, about=about, **made)
    import_module("forum.migrations.0007_event_title").take_titles_out(apps, None)
    events = TopicEvent.objects.filter(about=topic)
    assert {event.kind: event.text for event in events} == details
    events.update(title="")
    assert not any("Maria" in event.detail or "let" in event.detail for event in events.all())
