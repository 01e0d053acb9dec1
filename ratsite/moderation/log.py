"""Reading the stewards' log: each entry only where its target may be known, its reason only where it may be read.

Each room registers the kinds of things that its entries are about. What Wagtail writes itself, and whatever is about a
kind that nobody has registered, stands in the CMS alone (Reports, Site history).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, BooleanField, Case, Model, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from wagtail.log_actions import registry as log_actions
from wagtail.models import BaseLogEntry, ModelLogEntry

from ratsite.accounts.models import User

A_MEMBER = "A member"  # who did what nobody is named for any more
NUMBER = "number"  # what conditions of a kind call the number of an entry's target: OuterRef(NUMBER)
OWN = "wagtail."  # what Wagtail's own actions begin with


@dataclass(frozen=True)
class Kind:
    """A kind of target. The conditions are for a query over entries of this kind, whose target is NUMBER."""

    model: type[Model]
    name: str
    listed: Callable[[User], Q]  # the entries that this reader finds
    reasoned: Callable[[User], Q]  # of those, the ones whose reasons they read
    addresses: Callable[[User, set[int]], dict[int, str]]  # where the targets that they can open are
    unnamed: Callable[[], Q] = lambda: Q(pk__in=[])  # those that name nobody any more, to any reader


_kinds: dict[str, Kind] = {}
_families: dict[str, str] = {}
_discreet: set[str] = set()
_aimless: set[str] = set()


def register_kind(kind: Kind) -> None:
    _kinds[kind.model._meta.label_lower] = kind


def register_family(prefix: str, words: str) -> None:
    """What begins like this can be asked for: "forum.board." are "Boards"."""
    _families[prefix] = words


def register_discreet(prefix: str) -> None:
    """That something which begins like this was done about a person, coordinators read, and never that person."""
    _discreet.add(prefix)


def register_aimless(prefix: str) -> None:
    """What begins like this was done to nobody whom we may name: the entry hangs on who did it, and is about no one."""
    _aimless.add(prefix)


def aimless() -> Q:
    return Q(*(Q(action__startswith=prefix) for prefix in _aimless), _connector=Q.OR)


def is_aimless(entry: ModelLogEntry) -> bool:
    return entry.action.startswith(tuple(_aimless))


def discreet() -> Q:
    return Q(*(Q(action__startswith=prefix) for prefix in _discreet), _connector=Q.OR)


def kinds() -> dict[str, Kind]:
    return dict(_kinds)


def families() -> dict[str, str]:
    return dict(_families)


def entries_for(reader: User) -> QuerySet[ModelLogEntry]:
    """The entries that this reader finds, newest first; each with `has_reason`: whether they read its reason, and
    `is_unnamed`: it does not say who did it, nor is it found by asking for what they did.
    """
    by_type = {_type_of(kind): kind for kind in _kinds.values()}
    numbered = When(content_type__in=list(by_type), then=Cast("object_id", BigIntegerField()))
    listed, reasoned, unnamed = Q(pk__in=[]), [], []
    for content_type, kind in by_type.items():
        listed |= Q(content_type=content_type) & kind.listed(reader)
        reasoned.append(When(Q(content_type=content_type) & kind.reasoned(reader), then=Value(True)))
        unnamed.append(When(Q(content_type=content_type) & kind.unnamed(), then=Value(True)))
    entries: Any = ModelLogEntry.objects.annotate(**{NUMBER: Case(numbered)}).exclude(action__startswith=OWN)
    own = When(user=reader.pk, then=Value(True))
    has_reason = Case(own, *reasoned, default=Value(False), output_field=BooleanField())
    is_unnamed = Case(*unnamed, default=Value(False), output_field=BooleanField())
    said = entries.filter(listed).annotate(has_reason=has_reason, is_unnamed=is_unnamed)
    return said.select_related("user").order_by("-pk")


def kind_of(entry: ModelLogEntry) -> Kind:
    return next(kind for kind in _kinds.values() if _type_of(kind) == entry.content_type_id)


def _type_of(kind: Kind) -> int:
    return ContentType.objects.get_for_model(kind.model, for_concrete_model=False).pk


def everything(reader: User) -> Q:
    return ~Q(pk__in=[])


def nothing(reader: User) -> Q:
    return Q(pk__in=[])


def in_words(entry: BaseLogEntry) -> str:
    """As the log names it; empty for what nobody does any more."""
    formatter = log_actions.get_formatter(entry)
    return str(formatter.label) if formatter else ""
