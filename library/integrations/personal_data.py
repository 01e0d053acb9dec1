"""The personal data that the library holds: what a data copy contains, and what an erasure removes.

A resource itself belongs to the network, so it stays when the person who added it is erased.
"""

from django.utils.translation import gettext_lazy as _

from library.actions.edit_instrument import erase_in_instruments
from library.models import (
    CASE_ANSWERS,
    AccessRequest,
    FieldNote,
    FileDownload,
    OutdatedReport,
    PublicationReview,
    ReadingList,
    ReadingListItem,
    ReadingListReport,
    Resource,
    ResourceChange,
    ResourceCheck,
    ResourceDownload,
    ResourceFollow,
    ResourceOpening,
    ResourceVersion,
    Suggestion,
)
from ratsite.files.models import StoredFile
from ratsite.lib.personal_data import Erasing, PersonalData, Section, Table, batches_of_keys, erase_in_fields

SHARED = "the network's: it is about a publication"
FACTS = (
    "summary limits publisher language jurisdiction law_as_at instruments forms affected remits licence origin "
    "permission permission_until audience circle marking state current first_shown opened_at agency deputy "
    "handed_over_by review_due_on search_words trashed_at"
)
NUMBER = "a number without a name"
TABLES = [
    Table(
        "library.Resource",
        stays={"id title kind posted_at": SHARED},
        kept={
            f"slug {FACTS}": SHARED,
            "creators": "who made a publication, as it says itself",
            "posted_by": NUMBER,
        },
    ),
    Table("library.Resource_forms", kept={"id resource exploitationform": SHARED}),
    Table("library.Resource_affected", kept={"id resource affectedgroup": SHARED}),
    Table("library.Resource_instruments", kept={"id resource legalinstrument": SHARED}),
    Table("library.RemitUse", kept={"id resource remit use": SHARED}),
    Table("library.LegalInstrument", kept={"id slug name url": SHARED}),
    Table("library.ResourceRelation", kept={"id resource kind other": SHARED}),
    Table(
        "library.ResourceChange",
        stays={"resource changed_at": SHARED, "reason": "why another agency looks after a publication"},
        kept={"id fields": SHARED, "changed_by": NUMBER},
    ),
    Table(
        "library.ResourceCheck",
        stays={
            "resource outcome reason checked_at": "readers see who checked a publication, and why",
            "state decided_at answer": "why a check was confirmed or not",
        },
        kept={
            "id instead next_due_on": SHARED,
            "agency decided_agency": "the agencies that answer for the check",
            "checked_by decided_by": NUMBER,
        },
    ),
    Table(
        "library.OutdatedReport",
        stays={"resource text created_at": "the answer to it stays in the resource's history"},
        kept={"id answer": SHARED, "person": NUMBER},
    ),
    Table(
        "library.Suggestion",
        stays={
            "title why suggested_at state answer": "why the library has a publication, or has it not",
            "resource answered_at": "the same",
        },
        kept={"id agency": SHARED, "suggested_by answered_by": NUMBER},
    ),
    Table(
        "library.ResourceVersion",
        stays={
            "resource number note created_at": SHARED,
            "justification could_recognise was_changed would_agree": "why a publication may say what it says",
        },
        kept={
            "id state issued_on is_to_publish published_at": SHARED,
            "agency": "the agency that answers for the version",
            "created_by": NUMBER,
        },
    ),
    Table("library.ResourceLink", kept={"id version url title kind position": SHARED}),
    Table(
        "library.ResourceDownload",
        copied="agency",
        stays={"resource reason created_at": "who takes a file that is marked closely answers for it for a year"},
        kept={"id file": SHARED, "person": NUMBER},
    ),
    Table("library.LinkCheck", kept={"id url state moved_to answer checked_at": SHARED}),
    Table("library.ImportedRow", kept={"id key resource": SHARED}),
    Table(
        "library.FileDownload",
        copied="resource file agency downloaded_at",
        kept={"id": SHARED, "person": NUMBER},
    ),
    Table(
        "library.ResourceOpening",
        copied="resource version_number opened_on earlier_number earlier_on has_read_changes",
        gone={"id person": "that a person opened a page"},
    ),
    Table(
        "library.ResourceFollow",
        copied="resource followed_at",
        gone={"id person": "which resources a person follows"},
    ),
    Table(
        "library.FieldNote",
        copied="resource agency is_by_role kind text asked_at outcome decided_at reason",
        kept={"id": SHARED, "asked_by decided_by": NUMBER},
    ),
    Table(
        "library.ReadingList",
        copied="title about readers circle made_at taken_down_at taken_down_why",
        kept={"id": SHARED, "owner": NUMBER},
    ),
    Table(
        "library.ReadingListReport",
        copied="text",
        stays={"reading_list reason created_at outcome answer settled_at": "what became of someone's list, and why"},
        kept={"id": SHARED, "reporter settled_by": NUMBER},
    ),
    Table("library.ReadingListItem", copied="reading_list resource note position", kept={"id": SHARED}),
    Table("library.ResourceFile", kept={"id version stored_file position identifiers is_on_request label": SHARED}),
    Table(
        "library.AccessRequest",
        copied="file agency reason asked_at state answer decided_at ends_at",
        kept={"id": SHARED, "asked_by decided_by": NUMBER},
    ),
    Table("library.SketchValue", kept={"id file value": "numbers that no word can be read from"}),
    Table(
        "library.PublicationReview",
        stays={"version why_back asked_at outcome decided_at reason": "why a publication may say what it says"},
        kept={
            "id audience marking": SHARED,
            "agency": "the agency that answers for the request",
            "asked_by decided_by": NUMBER,
        },
    ),
]
SECTIONS = [
    Section(
        "resources", _("Resources that you added"), _("Other members use them"), _("As long as the library has them"),
        "library.Resource",
        rows=lambda person: Resource.objects.filter(posted_by=person),
    ),
    Section(
        "closely_marked_resources", _("Why you downloaded files of resources with one of the two strictest markings"),
        _("So that the people who shared the files can ask you about it"), _("A year"), "library.ResourceDownload",
        rows=lambda person: ResourceDownload.objects.filter(person=person),
    ),
    Section(
        "file_downloads", _("Files of resources that you downloaded"),
        _("So that the agencies that look after them know how they are used"), _("A year"), "library.FileDownload",
        rows=lambda person: FileDownload.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "resource_openings", _("Resources that you opened, and the version at your last visit"),
        _("So that we can show you what is new since then"), _("2 years after your last visit"),
        "library.ResourceOpening",
        rows=lambda person: ResourceOpening.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "resource_follows", _("Resources that you follow"), _("So that we can notify you when one changes"),
        _("Until you stop following them"), "library.ResourceFollow",
        rows=lambda person: ResourceFollow.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "field_notes", _("Your field notes on resources"), _("Other members read them"),
        _("Until you withdraw them"), "library.FieldNote",
        rows=lambda person: FieldNote.objects.filter(asked_by=person), is_deleted=True,
    ),
    Section(
        "reading_list_items", _("Resources on your reading lists, with your notes"), _("You and others read them"),
        _("Until you delete the list"), "library.ReadingListItem",
        rows=lambda person: ReadingListItem.objects.filter(reading_list__owner=person), is_deleted=True,
    ),
    Section(
        "reading_lists", _("Your reading lists"), _("You and others read them"), _("Until you delete them"),
        "library.ReadingList",
        rows=lambda person: ReadingList.objects.filter(owner=person), is_deleted=True,
    ),
    Section(
        "list_reports", _("Reading lists that you reported"),
        _("So that moderators can decide whether to take the lists down"),
        _("As long as the list exists"), "library.ReadingListReport",
        rows=lambda person: ReadingListReport.objects.filter(reporter=person),
    ),
    Section(
        "list_reports_about_you", _("Reports about your reading lists, without the names of the reporters"),
        _("So that moderators can decide whether to take the lists down"),
        _("As long as the list exists"), "library.ReadingListReport",
        rows=lambda person: ReadingListReport.objects.filter(reading_list__owner=person),
        fields="reading_list reason created_at outcome settled_at",
    ),
    Section(
        "file_requests", _("Your requests for files, with their answers"),
        _("So that the agency that looks after a file can decide who reads it"), _("A year after the access ends"),
        "library.AccessRequest",
        rows=lambda person: AccessRequest.objects.filter(asked_by=person), is_deleted=True,
    ),
    Section(
        "resource_versions",
        _("Versions of resources that you added, and why contact details in them do not identify a private person"),
        _("Other members use them"), _("As long as the library has them"), "library.ResourceVersion",
        rows=lambda person: ResourceVersion.objects.filter(created_by=person),
    ),
    Section(
        "resource_changes", _("Changes that you made to descriptions of resources"),
        _("So that readers can see what changed"), _("As long as the library has them"), "library.ResourceChange",
        rows=lambda person: ResourceChange.objects.filter(changed_by=person), fields="resource changed_at reason",
    ),
    Section(
        "resource_checks", _("Checks of resources that you made"), _("So that readers see who checked a resource"),
        _("As long as the library has them"), "library.ResourceCheck",
        rows=lambda person: ResourceCheck.objects.filter(checked_by=person),
        fields="resource outcome reason checked_at",
    ),
    Section(
        "outdated_reports", _("Resources that you reported as out of date"), _("So that a curator can answer you"),
        _("As long as the library has them"), "library.OutdatedReport",
        rows=lambda person: OutdatedReport.objects.filter(person=person),
    ),
    Section(
        "suggestions", _("Resources that you suggested"), _("So that a curator can answer you"),
        _("As long as the library has them"), "library.Suggestion",
        rows=lambda person: Suggestion.objects.filter(suggested_by=person),
        fields="title why suggested_at state answer",
    ),
    Section(
        "resource_reviews", _("Reviews of resources that you asked for"), _("So that a second person reads them"),
        _("As long as the library has them"), "library.PublicationReview",
        rows=lambda person: PublicationReview.objects.filter(asked_by=person),
        fields="version why_back asked_at outcome decided_at",
    ),
    Section(
        "resource_reviews_decided", _("What you wrote when you reviewed resources"),
        _("So that the curators of the resources know the reason for your decision"),
        _("As long as the library has them"), "library.PublicationReview",
        rows=lambda person: PublicationReview.objects.filter(decided_by=person).exclude(reason=""),
        fields="version outcome decided_at reason",
    ),
    Section(
        "resource_checks_decided", _("What you wrote when you did not confirm checks of resources"),
        _("So that the curators of the resources know the reason for your decision"),
        _("As long as the library has them"), "library.ResourceCheck",
        rows=lambda person: ResourceCheck.objects.filter(decided_by=person).exclude(answer=""),
        fields="resource state decided_at answer",
    ),
    Section(
        "suggestions_answered", _("Your answers to people who suggested resources"),
        _("So that those who suggested them know the reason for your answer"),
        _("As long as the library has them"), "library.Suggestion",
        rows=lambda person: Suggestion.objects.filter(answered_by=person).exclude(answer=""),
        fields="resource state answered_at answer",
    ),
    Section(
        "field_notes_decided", _("What you wrote when you reviewed field notes"),
        _("So that the writers know the reason for your decision"),
        _("As long as the note exists"), "library.FieldNote",
        rows=lambda person: FieldNote.objects.filter(decided_by=person).exclude(reason=""),
        fields="resource outcome decided_at reason",
    ),
    Section(
        "file_requests_answered", _("Your answers to people who asked for files"),
        _("So that those who asked know the reason for your answer"),
        _("A year after the access ends"), "library.AccessRequest",
        rows=lambda person: AccessRequest.objects.filter(decided_by=person).exclude(answer=""),
        fields="file state decided_at answer",
    ),
    Section(
        "list_reports_decided", _("What you wrote when you decided on reported reading lists"),
        _("So that decisions can be questioned"), _("As long as the list exists"), "library.ReadingListReport",
        rows=lambda person: ReadingListReport.objects.filter(settled_by=person).exclude(answer=""),
        fields="reading_list outcome settled_at answer",
    ),
]  # fmt: skip


def erase_reports(erasing: Erasing) -> None:
    """Delete the text that the erased person wrote in reports of reading lists. The reports and outcomes stay."""
    for numbers in batches_of_keys(ReadingListReport.objects.filter(reporter=erasing.person).exclude(text="")):
        ReadingListReport.objects.filter(pk__in=numbers).update(text="")


def erase_names(erasing: Erasing) -> None:
    """Remove the erased person's agency from their download reasons, and their name from all texts in the library.

    The download reasons themselves stay for a year, under the person's id.
    """
    for numbers in batches_of_keys(ResourceDownload.objects.filter(person=erasing.person).exclude(agency=None)):
        ResourceDownload.objects.filter(pk__in=numbers).update(agency=None)
    erase_in_fields(ResourceDownload.objects.all(), "reason", erasing=erasing)
    erase_in_fields(PublicationReview.objects.all(), "reason", "why_back", erasing=erasing)
    erase_in_fields(OutdatedReport.objects.all(), "text", erasing=erasing)
    for name in ("title", "why", "answer"):
        erase_in_fields(Suggestion.objects.all(), name, erasing=erasing)
    for name in ("reason", "answer"):
        erase_in_fields(ResourceCheck.objects.all(), name, erasing=erasing)
    erase_in_fields(ResourceChange.objects.all(), "reason", erasing=erasing)
    erase_in_fields(ReadingList.objects.all(), "title", "about", "taken_down_why", erasing=erasing)
    erase_in_fields(ReadingListReport.objects.all(), "text", "answer", erasing=erasing)
    erase_in_fields(ReadingListItem.objects.all(), "note", erasing=erasing)
    erase_in_fields(FieldNote.objects.all(), "text", "reason", erasing=erasing)
    for field in ("reason", "answer"):
        erase_in_fields(AccessRequest.objects.all(), field, erasing=erasing)
    erase_in_fields(ResourceVersion.objects.all(), "justification", *CASE_ANSWERS, erasing=erasing)
    erase_in_fields(StoredFile.objects.filter(resource_file__isnull=False), "refusal", erasing=erasing)


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
    erasers={
        "reports of reading lists": erase_reports,
        "reasons for resources": erase_names,
        "names of laws": erase_in_instruments,
    },
)
