from django.template.loader import render_to_string
from django.utils import timezone

from forum.enums import EventKind
from forum.models import TopicEvent
from tests.markup import flat

# A remit says it, two moderators do, or it ends by itself.
BY_NOBODY = (EventKind.DECLINED, EventKind.GROUND_ENDED, EventKind.GROUND_TOLD, EventKind.POLL_ENDED)


def line_of(kind: EventKind, **facts) -> str:
    event = TopicEvent(kind=kind, shown_as="A housing officer", created_at=timezone.now(), **facts)
    return render_to_string("forum/_event.html", {"event": event})


def test_every_kind_of_event_has_a_sentence_of_its_own():
    lines = {line_of(kind) for kind in EventKind}
    assert len(lines) == len(EventKind)
    unnamed = {line_of(kind) for kind in BY_NOBODY}
    assert all("<p><strong>A housing officer</strong> " in line for line in lines - unnamed)
    assert not any("A housing officer" in line for line in unnamed)


def test_a_line_that_ends_with_a_question_gets_no_full_stop_after_it():
    asked = flat(line_of(EventKind.POLL_ENDED, detail="When shall we meet?"))
    assert "The poll ended: When shall we meet? " in asked
    assert "closed this topic to replies: It is settled. " in flat(line_of(EventKind.LOCKED, reason="It is settled"))
