"""The library: resources, their versions with files and links, publication reviews and downloads.

A resource is what readers look for, at one address. A version is what it said at one time. Only library.actions changes
these rows.
"""

from library.models.download import ResourceDownload
from library.models.imported_row import ImportedRow
from library.models.link_check import LinkCheck
from library.models.outdated_report import REPORT_LENGTH, OutdatedReport, OutdatedReportQuerySet
from library.models.publication_review import PublicationReview, PublicationReviewQuerySet
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
    JUSTIFICATION_LENGTH,
    ResourceFile,
    ResourceFileQuerySet,
    ResourceLink,
    ResourceVersion,
    ResourceVersionQuerySet,
)

__all__ = [
    "CHECK_REASON_LENGTH",
    "DOUBTFUL_LAST",
    "DUE_SOON",
    "JUSTIFICATION_LENGTH",
    "ImportedRow",
    "LegalInstrument",
    "LinkCheck",
    "NEXT_CHECK_AFTER",
    "OutdatedReport",
    "OutdatedReportQuerySet",
    "PublicationReview",
    "PublicationReviewQuerySet",
    "REPORT_LENGTH",
    "RemitUse",
    "Resource",
    "ResourceChange",
    "ResourceCheck",
    "ResourceCheckQuerySet",
    "ResourceDownload",
    "ResourceFile",
    "ResourceFileQuerySet",
    "ResourceLink",
    "ResourceQuerySet",
    "ResourceRelation",
    "ResourceVersion",
    "ResourceVersionQuerySet",
    "SketchValue",
    "Suggestion",
    "SuggestionQuerySet",
]
