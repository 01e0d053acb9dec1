"""The library: resources, their versions with files and links, publication reviews and downloads.

A resource is what readers look for, at one address. A version is what it said at one time. Only library.actions changes
these rows.
"""

from library.models.download import ResourceDownload
from library.models.publication_review import PublicationReview, PublicationReviewQuerySet
from library.models.resource import (
    LegalInstrument,
    RemitUse,
    Resource,
    ResourceChange,
    ResourceQuerySet,
    ResourceRelation,
)
from library.models.version import (
    JUSTIFICATION_LENGTH,
    ResourceFile,
    ResourceFileQuerySet,
    ResourceLink,
    ResourceVersion,
    ResourceVersionQuerySet,
)

__all__ = [
    "JUSTIFICATION_LENGTH",
    "LegalInstrument",
    "PublicationReview",
    "PublicationReviewQuerySet",
    "RemitUse",
    "Resource",
    "ResourceChange",
    "ResourceDownload",
    "ResourceFile",
    "ResourceFileQuerySet",
    "ResourceLink",
    "ResourceQuerySet",
    "ResourceRelation",
    "ResourceVersion",
    "ResourceVersionQuerySet",
]
