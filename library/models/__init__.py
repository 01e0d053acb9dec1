"""The library: resources, their versions with files and links, reviews, requests and downloads.

A resource is what readers look for, at one address. A version is what it said at one time. Only library.actions changes
these rows.
"""

from library.models.access_request import AccessRequest, AccessRequestQuerySet, RequestState
from library.models.download import FileDownload, ResourceDownload
from library.models.field_note import FieldNote, FieldNoteQuerySet, NoteKind
from library.models.follow import ResourceFollow, ResourceFollowQuerySet
from library.models.imported_row import ImportedRow
from library.models.link_check import LinkCheck
from library.models.list_report import (
    REPORT_TEXT_LENGTH,
    ListReportOutcome,
    ListReportReason,
    ReadingListReport,
    ReadingListReportQuerySet,
)
from library.models.opening import ResourceOpening
from library.models.outdated_report import REPORT_LENGTH, OutdatedReport, OutdatedReportQuerySet
from library.models.publication_review import PublicationReview, PublicationReviewQuerySet
from library.models.reading_list import (
    ListReaders,
    ReadingList,
    ReadingListItem,
    ReadingListItemQuerySet,
    ReadingListQuerySet,
)
from library.models.resource import (
    DOUBTFUL_LAST,
    DUE_SOON,
    LegalInstrument,
    RemitUse,
    Resource,
    ResourceChange,
    ResourceQuerySet,
    ResourceRelation,
)
from library.models.resource_check import (
    CHECK_REASON_LENGTH,
    NEXT_CHECK_AFTER,
    ResourceCheck,
    ResourceCheckQuerySet,
)
from library.models.suggestion import Suggestion, SuggestionQuerySet
from library.models.text_sketch import SketchValue
from library.models.version import (
    ANSWER_LENGTH,
    CASE_ANSWERS,
    JUSTIFICATION_LENGTH,
    LABEL_LENGTH,
    ResourceFile,
    ResourceFileQuerySet,
    ResourceLink,
    ResourceVersion,
    ResourceVersionQuerySet,
)

__all__ = [
    "ANSWER_LENGTH",
    "CASE_ANSWERS",
    "CHECK_REASON_LENGTH",
    "DOUBTFUL_LAST",
    "DUE_SOON",
    "JUSTIFICATION_LENGTH",
    "ImportedRow",
    "LinkCheck",
    "LABEL_LENGTH",
    "AccessRequest",
    "AccessRequestQuerySet",
    "FieldNote",
    "FieldNoteQuerySet",
    "FileDownload",
    "LegalInstrument",
    "ListReaders",
    "ListReportOutcome",
    "ListReportReason",
    "NEXT_CHECK_AFTER",
    "NoteKind",
    "OutdatedReport",
    "OutdatedReportQuerySet",
    "PublicationReview",
    "PublicationReviewQuerySet",
    "REPORT_LENGTH",
    "ReadingList",
    "ReadingListItem",
    "ReadingListItemQuerySet",
    "ReadingListQuerySet",
    "ReadingListReport",
    "ReadingListReportQuerySet",
    "REPORT_TEXT_LENGTH",
    "RemitUse",
    "RequestState",
    "Resource",
    "ResourceChange",
    "ResourceCheck",
    "ResourceCheckQuerySet",
    "ResourceDownload",
    "ResourceFile",
    "ResourceFileQuerySet",
    "ResourceFollow",
    "ResourceFollowQuerySet",
    "ResourceLink",
    "ResourceOpening",
    "ResourceQuerySet",
    "ResourceRelation",
    "ResourceVersion",
    "ResourceVersionQuerySet",
    "SketchValue",
    "Suggestion",
    "SuggestionQuerySet",
]
