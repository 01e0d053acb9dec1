from django.utils.translation import gettext_lazy as _

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
        "feeds", _("Your private feed addresses, without their secret part"),
        _("So that your feed reader or calendar can fetch news"), _("Until you turn the feeds off"), "feeds.FeedToken",
        rows=lambda person: FeedToken.objects.filter(person=person), is_deleted=True,
    )
]  # fmt: skip


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
)
