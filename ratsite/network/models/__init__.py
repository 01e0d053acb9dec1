"""Agencies, circles and the shared vocabulary of the network."""

from ratsite.network.models.agency import (
    PROFILED,
    Agency,
    AgencyProfile,
    AgencyQuerySet,
    AgencySecondReview,
    AgencySecondReviewQuerySet,
)
from ratsite.network.models.circle import Circle, CircleQuerySet, circles_of
from ratsite.network.models.settings import NetworkSettings
from ratsite.network.models.vocabulary import (
    MAP_COLUMNS,
    MAP_ROWS,
    AffectedGroup,
    Area,
    ExploitationForm,
    OrderedTerm,
    Remit,
    Sector,
)

__all__ = [
    "MAP_COLUMNS",
    "MAP_ROWS",
    "PROFILED",
    "AffectedGroup",
    "Agency",
    "AgencyProfile",
    "AgencyQuerySet",
    "AgencySecondReview",
    "AgencySecondReviewQuerySet",
    "Area",
    "Circle",
    "CircleQuerySet",
    "ExploitationForm",
    "NetworkSettings",
    "OrderedTerm",
    "Remit",
    "Sector",
    "circles_of",
]
