"""The kinds of object that audit log entries are about. Each app describes its own kinds in its audit_log.py."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry as log_actions
from wagtail.models import BaseLogEntry, ModelLogEntry

A_MEMBER = _("A member")  # the actor's name if the account has been deleted
NUMBER = "number"  # annotation: the target's number, for OuterRef(NUMBER)

# Every coordinator can read entries of these actions, unless the entry is about them.
DISCREET_PREFIXES = ("privacy.hold.",)
# Entries of these actions must not name anyone who was erased, so their target is the coordinator who acted.
TARGETLESS_PREFIXES = ("privacy.address.",)


@dataclass(frozen=True)
class TargetKind:
    """A kind of object that log entries are about, such as posts, with conditions (Q) on the log's entries.

    The conditions can be used on a queryset of entries only if it is annotated with the target's ID as NUMBER.
    """

    model: type[Model]
    name: str
    listed: Callable[[AbstractBaseUser], Q]  # the entries that this reader may see
    reasoned: Callable[[AbstractBaseUser], Q]  # the entries, among those, whose reasons this reader may see
    addresses: Callable[[AbstractBaseUser, set[int]], dict[int, str]]  # URLs of the targets that this reader may open
    unnamed: Callable[[], Q] = lambda: Q(pk__in=[])  # entries that show no name to any reader


def is_discreet() -> Q:
    return _begins_with(DISCREET_PREFIXES)


def has_no_target() -> Q:
    return _begins_with(TARGETLESS_PREFIXES)


def is_targetless(entry: ModelLogEntry) -> bool:
    return entry.action.startswith(TARGETLESS_PREFIXES)


def all_entries(reader: AbstractBaseUser) -> Q:
    return ~Q(pk__in=[])


def no_entries(reader: AbstractBaseUser) -> Q:
    return Q(pk__in=[])


def label_of(entry: BaseLogEntry) -> str:
    """Return the label of a log entry's action; "" if no app registers that action any more."""
    formatter = log_actions.get_formatter(entry)
    return str(formatter.label) if formatter else ""


def done_in(entry: BaseLogEntry) -> str:
    """Return a sentence that says what was done; "" if no app registers the log entry's action any more."""
    formatter = log_actions.get_formatter(entry)
    return str(formatter.format_message(entry)) if formatter else ""


def _begins_with(prefixes: tuple[str, ...]) -> Q:
    return Q(*(Q(action__startswith=prefix) for prefix in prefixes), _connector=Q.OR)
