"""Load the whole demo, one step after the other. A step that was done before changes nothing."""

from pathlib import Path

from django.db import transaction

from forum.models import Topic
from ratsite.accounts.models import User
from ratsite.demo import (
    applications,
    briefings,
    common_ground,
    drafts,
    glossary,
    library,
    moderation,
    official,
    pages,
    people,
    private,
    records,
    resources,
    signals,
    topics,
)

SITE = Path(__file__).parent / "content" / "site"  # this network's name, areas and front page


@transaction.atomic
def load_network() -> None:
    """Load the whole demo in one transaction, so that an interrupted run leaves nothing behind."""
    agencies = people.load_agencies()
    persons = people.load_people(agencies)
    circles = people.load_circles(agencies, persons)
    boards = people.load_boards(circles)
    if not Topic.objects.exists():
        topics.load_conversations(boards, persons)
        topics.mark_older_posts_read(persons)
        topics.notify_everyone(persons)
        signals.load_signals(persons, people.steward("moderator"))
    common_ground.load_common_ground(persons)
    resources.load_resources(agencies, persons, circles)
    library.load_library(persons, circles)
    official.load_official_figures()
    briefings.load_briefings(persons, people.steward("moderator"))
    glossary.load_glossary(persons, people.steward("curator"))
    people.ask_for_circle(circles, persons)
    applications.load_applications()
    pages.load_pages()
    moderation.load_moderation(persons, people.steward("moderator"))
    records.load_records(people.steward("coordinator"))
    drafts.load_drafts(people.steward("editor"))
    private.load_private(persons, User.objects.get(email="member@demo.example"))
