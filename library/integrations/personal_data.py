"""The personal data that the library holds: which resources a person added, and their download reasons.

A resource itself belongs to the network.
"""

from django.utils.translation import gettext_lazy as _

from library.models import Resource, ResourceDownload, ResourceFile, ResourceSecondReview
from ratsite.files.models import StoredFile
from ratsite.lib.personal_data import Erasing, PersonalData, Section, Table, batches, forget_words

SHARED = "the network's: it is about a publication"
FACTS = (
    "summary publisher issued_on language jurisdiction law_as_at forms affected remits licence origin audience circle "
    "marking state agency review_due_on"
)
TABLES = [
    Table(
        "library.Resource",
        stays={"id title kind posted_at": SHARED},
        kept={
            f"slug {FACTS}": SHARED,
            "creators": "who made a publication, as it says itself",
            "posted_by": "a number without a name",
        },
    ),
    Table("library.Resource_forms", kept={"id resource exploitationform": SHARED}),
    Table("library.Resource_affected", kept={"id resource affectedgroup": SHARED}),
    Table("library.Resource_remits", kept={"id resource remit": SHARED}),
    Table(
        "library.ResourceDownload",
        copied="agency",
        stays={"resource reason created_at": "who takes a file that is marked closely answers for it for a year"},
        kept={"id file": SHARED, "person": "a number without a name"},
    ),
    Table("library.ResourceFile", kept={"id resource stored_file position spoken_for is_held": SHARED}),
    Table(
        "library.ResourceSecondReview",
        stays={"resource spoken_for asked_at outcome decided_at": "why a publication may say what it says"},
        kept={"id file reason": SHARED, "spoken_by decided_by": "a number without a name"},
    ),
]
SECTIONS = [
    Section(
        "resources", _("Resources that you added"), _("Other members use them"), _("As long as the library has them"),
        "library.Resource",
        rows=lambda person: Resource.objects.filter(posted_by=person),
    ),
    Section(
        "closely_marked_resources", _("Why you downloaded files of closely marked resources"),
        _("So that the people who shared them can ask"), _("A year"), "library.ResourceDownload",
        rows=lambda person: ResourceDownload.objects.filter(person=person),
    ),
    Section(
        "resources_spoken_for", _("Why you said that contact details in resources are public"),
        _("So that other members can use them"), _("As long as the resource"), "library.ResourceSecondReview",
        rows=lambda person: ResourceSecondReview.objects.filter(spoken_by=person),
    ),
]  # fmt: skip


def erase_reasons(erasing: Erasing) -> None:
    """Remove the agency from the erased person's download reasons, and their name from all reasons that people gave.

    The download reasons stay for their year, under the person's number.
    """
    for numbers in batches(ResourceDownload.objects.filter(person=erasing.person).exclude(agency=None)):
        ResourceDownload.objects.filter(pk__in=numbers).update(agency=None)
    forget_words(ResourceDownload.objects.all(), "reason", erasing=erasing)
    forget_words(ResourceSecondReview.objects.all(), "spoken_for", "reason", erasing=erasing)
    forget_words(ResourceFile.objects.all(), "spoken_for", erasing=erasing)
    forget_words(StoredFile.objects.filter(resource_file__isnull=False), "refusal", erasing=erasing)


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
    erasers={
        "reasons for resources": erase_reasons,
    },
)
