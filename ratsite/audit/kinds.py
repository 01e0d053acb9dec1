"""What the audit log's entries can be about. Each app describes its own kinds in its audit_log.py."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, Q
from wagtail.log_actions import registry as log_actions
from wagtail.models import BaseLogEntry, ModelLogEntry

A_MEMBER = "A member"  # the actor's name where the entry names nobody any more
NUMBER = "number"  # annotation with the number of an entry's target: OuterRef(NUMBER)

# About a person, and read by coordinators alone: never by that person.
DISCREET_PREFIXES = ("privacy.hold.",)
# About nobody whom the log may name: the entry hangs on the coordinator who acted.
TARGETLESS_PREFIXES = ("privacy.address.",)


@dataclass(frozen=True)
class Kind:
    """A kind of target. Its conditions are for a query over entries of this kind, annotated with NUMBER."""

    model: type[Model]
    name: str
    listed: Callable[[AbstractBaseUser], Q]  # the entries that this reader finds
    reasoned: Callable[[AbstractBaseUser], Q]  # of those, the entries whose reasons they read
    addresses: Callable[[AbstractBaseUser, set[int]], dict[int, str]]  # URLs of the targets that they can open
    unnamed: Callable[[], Q] = lambda: Q(pk__in=[])  # entries that name nobody, to any reader


def discreet() -> Q:
    return _begins_with(DISCREET_PREFIXES)


def targetless() -> Q:
    return _begins_with(TARGETLESS_PREFIXES)


def is_targetless(entry: ModelLogEntry) -> bool:
    return entry.action.startswith(TARGETLESS_PREFIXES)


def everything(reader: AbstractBaseUser) -> Q:
    return ~Q(pk__in=[])


def nothing(reader: AbstractBaseUser) -> Q:
    return Q(pk__in=[])


def label_of(entry: BaseLogEntry) -> str:
    """The action's label in the log; empty for an action that no app registers any more."""
    formatter = log_actions.get_formatter(entry)
    return str(formatter.label) if formatter else ""


def _begins_with(prefixes: tuple[str, ...]) -> Q:
    return Q(*(Q(action__startswith=prefix) for prefix in prefixes), _connector=Q.OR)
