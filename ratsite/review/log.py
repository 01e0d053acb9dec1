"""Reading the audit log: each entry only for those who may know its target, its reason only for those who may read it.

Entries that Wagtail writes itself, or about a kind not in KINDS, are shown in the CMS alone (Reports, Site history).
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, BooleanField, Case, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from wagtail.models import ModelLogEntry

from ratsite.accounts.models import User
from ratsite.audit.kinds import NUMBER, Kind
from ratsite.review.log_targets import KINDS

WAGTAIL_ACTIONS = "wagtail."  # prefix of the actions that Wagtail records itself


def entries_for(reader: User) -> QuerySet[ModelLogEntry]:
    """The entries that this reader finds, newest first; each with `has_reason`: whether they read its reason, and
    `is_unnamed`: it does not say who did it, nor is it found by asking for what they did.
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
    said = entries.filter(listed).annotate(has_reason=has_reason, is_unnamed=is_unnamed)
    return said.select_related("user").order_by("-pk")


def kind_of(entry: ModelLogEntry) -> Kind:
    return next(kind for kind in KINDS if _type_of(kind) == entry.content_type_id)


def _type_of(kind: Kind) -> int:
    return ContentType.objects.get_for_model(kind.model, for_concrete_model=False).pk
