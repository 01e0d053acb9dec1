from ratsite.feeds.models import FeedToken
from ratsite.lib.personal_data import PersonalData, Section, Table

TABLES = [
    Table(
        "feeds.FeedToken",
        copied="kind made_at last_used_on",
        gone={"id person": "of a row that is deleted", "fingerprint": "of what opens the feed"},
    ),
]
SECTIONS = [
    Section(
        "feeds", "Your private addresses, without their secret", "So that a feed reader or a calendar can ask",
        "Until you end them", "feeds.FeedToken",
        rows=lambda person: FeedToken.objects.filter(person=person), is_deleted=True,
    )
]  # fmt: skip


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
)
