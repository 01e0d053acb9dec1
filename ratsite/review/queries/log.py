"""The audit log as one reader may see it: entries about things that the reader may see.

Whether the reader may see an entry's reason is decided separately. The CMS (Reports, Site history) has the other
entries: those that Wagtail writes itself or whose kind is not in KINDS.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, BooleanField, Case, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from wagtail.models import ModelLogEntry

from ratsite.accounts.models import User
from ratsite.audit.kinds import NUMBER, TargetKind
from ratsite.review.queries.log_targets import KINDS

WAGTAIL_ACTIONS = "wagtail."  # prefix of the actions that Wagtail records itself


def entries_for(reader: User) -> QuerySet[ModelLogEntry]:
    """Return the audit log entries that this reader may see, newest first, with two annotations.

    `has_reason`: whether the reader may see the reason. `is_unnamed`: whether the entry hides who acted, so that a
    filter by person leaves it out.
    """
    by_type = {_type_of(kind): kind for kind in KINDS}
    numbered = When(content_type__in=list(by_type), then=Cast("object_id", BigIntegerField()))
    listed, reasoned, unnamed = Q(pk__in=[]), [], []
    for content_type, kind in by_type.items():
        listed |= Q(content_type=content_type) & kind.listed(reader)
        reasoned.append(When(Q(content_type=content_type) & kind.reasoned(reader), then=Value(True)))
        unnamed.append(When(Q(content_type=content_type) & kind.unnamed(), then=Value(True)))
    entries: Any = ModelLogEntry.objects.annotate(**{NUMBER: Case(numbered)}).exclude(
        action__startswith=WAGTAIL_ACTIONS
    )
    own = When(user=reader.pk, then=Value(True))
    has_reason = Case(own, *reasoned, default=Value(False), output_field=BooleanField())
    is_unnamed = Case(*unnamed, default=Value(False), output_field=BooleanField())
    listed_entries = entries.filter(listed).annotate(has_reason=has_reason, is_unnamed=is_unnamed)
    return listed_entries.select_related("user").order_by("-pk")


def kind_of(entry: ModelLogEntry) -> TargetKind:
    return next(kind for kind in KINDS if _type_of(kind) == entry.content_type_id)


def _type_of(kind: TargetKind) -> int:
    return ContentType.objects.get_for_model(kind.model, for_concrete_model=False).pk
