"""An erased person's name is removed from polls, ground checks and briefings that other people wrote."""

import datetime as dt

import pytest
from django.utils import timezone

from forum.actions.erase import erase_in_remarks
from forum.models import GroundCheck, GroundStatement, Poll, PollOption
from ratsite.lib.personal_data import NOBODY, Erasing
from ratsite.trends.models import Briefing
from ratsite.trends.personal_data import ERASED_TEXTS, erase_briefings
from tests.factories import MemberFactory, make_topic

pytestmark = pytest.mark.django_db


def test_the_name_is_replaced_wherever_another_person_wrote_it():
    person, other, topic, now = MemberFactory(), MemberFactory(), make_topic(), timezone.now()
    words, ends = f"{person} of the council", timezone.localdate() + dt.timedelta(days=7)
    poll = Poll.objects.create(
        topic=topic, question=words, by="person", is_named=True, started_by=other, created_at=now, closes_on=ends
    )
    PollOption.objects.create(poll=poll, position=1, text=words)
    check = GroundCheck.objects.create(
        topic=topic, proposed_by=other, created_at=now, closes_on=ends, summary=words, result=[words]
    )
    GroundStatement.objects.create(ground_check=check, position=1, text=words)
    briefing = Briefing(author=other, topic=topic, kind="topic", created_at=now, changed_at=now, review_due_on=ends)
    for field in ERASED_TEXTS:
        setattr(briefing, field, words)
    briefing.save()

    erasing = Erasing(person=person, keeps_posts=True)
    erase_in_remarks(erasing)
    erase_briefings(erasing)

    left = [Poll.objects.get().question, PollOption.objects.get().text, GroundCheck.objects.get().summary]
    left += GroundCheck.objects.get().result
    left += [GroundStatement.objects.get().text, *Briefing.objects.values_list(*ERASED_TEXTS).get()]
    assert set(left) == {f"{NOBODY} of the council"}
