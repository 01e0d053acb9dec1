from django.template.loader import render_to_string
from django.utils import timezone

from forum.enums import EventKind
from forum.models import TopicEvent


def line_of(kind: EventKind) -> str:
    event = TopicEvent(kind=kind, shown_as="A housing officer", created_at=timezone.now())
    return render_to_string("forum/_event.html", {"event": event})


def test_every_kind_of_event_has_a_sentence_of_its_own():
    lines = {line_of(kind) for kind in EventKind}
    assert len(lines) == len(EventKind)
    named = lines - {line_of(EventKind.DECLINED)}  # a remit says it, and nobody by name
    assert all("<p><strong>A housing officer</strong> " in line for line in named)
    assert "A housing officer" not in line_of(EventKind.DECLINED)
