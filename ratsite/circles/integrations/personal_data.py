"""What a data copy shows of a person's changes of circles and agencies, and how erasure removes the person's name."""

from django.utils.translation import gettext_lazy as _

from ratsite.circles.models import AccessChange
from ratsite.lib.personal_data import Erasing, PersonalData, Section, Table, erase_in_fields

OPEN = "so that the people of a circle can see who was let in, by whom and why"

TABLES = [
    Table(
        "circles.AccessChange",
        stays={"circle agency why asked_at outcome decided_at reason": OPEN},
        kept={
            "id remit is_join": "the network's",
            "asked_by decided_by": "a number without a name",
            "added removed": "numbers without names",
        },
    ),
]
SECTIONS = [
    Section(
        "access_changes", _("Changes to circles and agencies that you asked for or made, and why"),
        _("So that nobody can approve their own access to a circle"),
        _("As long as the circle or agency exists"), "circles.AccessChange",
        rows=lambda person: AccessChange.objects.filter(asked_by=person),
        fields="circle agency why asked_at outcome decided_at",
    ),
    Section(
        "access_changes_decided", _("What you wrote when you decided on changes to circles and agencies"),
        _("So that nobody can approve their own access to a circle"),
        _("As long as the circle or agency exists"), "circles.AccessChange",
        rows=lambda person: AccessChange.objects.filter(decided_by=person).exclude(reason=""),
        fields="circle agency outcome decided_at reason",
    ),
]  # fmt: skip


def erase_in_changes(erasing: Erasing) -> None:
    erase_in_fields(AccessChange.objects.all(), "why", "reason", erasing=erasing)


PERSONAL_DATA = PersonalData(
    tables=TABLES, sections=SECTIONS, erasers={"reasons for changes of circles": erase_in_changes}
)
