"""Personal data in the tables of trends: who wrote, signed and used briefings. Official figures have none."""

from django.utils.translation import gettext_lazy as _

from ratsite.lib.personal_data import Erasing, PersonalData, Section, Table, erase_in_fields
from ratsite.trends.enums import BriefingState
from ratsite.trends.models import Briefing, BriefingUse

ERASED_TEXTS = ("title", "what", "why_here", "look_for", "monday", "monday_how", "ring", "questions", "taken_back_why")
PUBLISHED = "published figures, which are about no one person"


def erase_briefings(erasing: Erasing) -> None:
    """Delete the erased person's unpublished briefings, and remove the agency from the published ones.

    The person's name is removed from all briefings, those of other people too.
    """
    own = Briefing.objects.filter(author=erasing.person)
    own.exclude(state=BriefingState.PUBLISHED).delete()
    own.exclude(agency=None).update(agency=None)
    erase_in_fields(Briefing.objects.all(), *ERASED_TEXTS, erasing=erasing)


PERSONAL_DATA = PersonalData(
    tables=[
        Table(
            "trends.OfficialRelease",
            kept={"id series published_on date_basis source licence file_name sha256 imported_at": PUBLISHED},
        ),
        Table(
            "trends.OfficialFigure",
            kept={
                "id release series year quarter force form age sex location decision value is_latest revises": PUBLISHED
            },
        ),
        Table(
            "trends.Briefing",
            stays={
                "kind topic resource title what why_here look_for monday monday_how ring questions marking state "
                "taken_back_why asked_at signed_at review_due_on created_at "
                "changed_at": "general words that a second person signed for all"
            },
            copied="agency",
            kept={"id": "a number", "author signed_by": "a number without a name"},
        ),
        Table(
            "trends.BriefingUse",
            stays={"briefing used_at": "an agency's word; readers see only the count"},
            kept={"id agency": "an organisation's", "person": "a number without a name"},
        ),
    ],
    sections=[
        Section(
            "briefings",
            _("Briefings that you wrote"),
            _("So that teams can print them"),
            _("As long as they are right"),
            "trends.Briefing",
            rows=lambda person: Briefing.objects.filter(author=person),
        ),
        Section(
            "briefings_used",
            _("Briefings that you said your agency used"),
            _("So that a briefing shows how many agencies have used it"),
            _("As long as the briefing exists"),
            "trends.BriefingUse",
            rows=lambda person: BriefingUse.objects.filter(person=person),
        ),
    ],
    erasers={"briefings": erase_briefings},
)
