"""The message to a curator about what became of a resource after their change: published, in review, or a draft."""

from dataclasses import dataclass
from enum import Enum, auto

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from library.enums import ResourceState, VersionState
from library.models import PublicationReview, Resource, ResourceVersion
from library.queries.checklist import Checklist, checklist
from ratsite.network.enums import SecondReviewOutcome


class Became(Enum):
    """What became of a version of a resource."""

    UNCHANGED = auto()  # its readers have it, as before
    PUBLISHED = auto()
    IN_REVIEW = auto()
    IN_CHECKS = auto()  # its files are still being checked
    STOPPED = auto()  # it was sent, and stays a draft until its curator does what a check asks
    DRAFT = auto()  # nobody has sent it
    WITHDRAWN = auto()


@dataclass(frozen=True)
class Outcome:
    """What became of a version. text: whole sentences for its curator; empty if it is unchanged."""

    became: Became
    text: str = ""
    needs_curator: bool = False


# Pairs of (sentence about the first version, which is the whole resource for its readers; sentence about a later one).
PUBLISHED = (
    gettext_lazy("The resource is published. Readers can find it now."),
    gettext_lazy("Version %(number)s is published. Readers now get it when they open the resource."),
)
IN_REVIEW = (
    gettext_lazy("Readers can find the resource once a second person has reviewed it."),
    gettext_lazy("Readers will get version %(number)s once a second person has reviewed it."),
)
CASE_IN_REVIEW = (
    gettext_lazy(
        "Readers can find the resource once two people with different main remits, from other agencies, have approved "
        "it."
    ),
    gettext_lazy(
        "Readers will get version %(number)s once two people with different main remits, from other agencies, have "
        "approved it."
    ),
)
IN_CHECKS = (
    gettext_lazy("Readers can find the resource once its checks have passed."),
    gettext_lazy("Readers will get version %(number)s once its checks have passed."),
)
REFUSED = (
    gettext_lazy(
        "The resource is still a draft, because we refused one of its files. Remove that file, or replace it."
    ),
    gettext_lazy(
        "Version %(number)s is still a draft, because we refused one of its files. Remove that file, or replace it."
    ),
)
STOPPED = (
    gettext_lazy("The resource is still a draft."),
    gettext_lazy("Version %(number)s is still a draft."),
)
DRAFT = (
    gettext_lazy("The resource is still a draft. When it is ready, publish it below its checks."),
    gettext_lazy("Version %(number)s is still a draft. When it is ready, publish it below its checks."),
)

BACK = gettext_lazy("Readers can find the resource again.")
BACK_IN_REVIEW = gettext_lazy("Readers can find the resource again once a second person has reviewed it.")
CASE_BACK_IN_REVIEW = gettext_lazy(
    "Readers can find the resource again once two people with different main remits, from other agencies, have "
    "approved it."
)
OPENING_IN_REVIEW = gettext_lazy("The new readers can find the resource once a second person has reviewed it.")
CASE_OPENING_IN_REVIEW = gettext_lazy(
    "The new readers can find the resource once two people with different main remits, from other agencies, have "
    "approved it."
)
NOT_APPROVABLE = gettext_lazy("Nobody can approve it yet.")
WITHDRAWN = gettext_lazy("The resource is still withdrawn. Readers only find the reason.")
NOT_A_DRAFT = gettext_lazy("This version is no longer a draft, so you cannot change it. Add a new version instead.")


def affected_versions(resource: Resource) -> list[ResourceVersion]:
    """Return the versions that a change of the resource can publish or hide: the current one and the unpublished one.

    Call this before the change, and add_outcome_message with the returned versions after it.
    """
    unpublished = resource.versions.exclude(state=VersionState.PUBLISHED).first()
    versions = [version for version in (resource.current, unpublished) if version is not None]
    for version in versions:
        version.resource = resource
    return versions


def add_outcome_message(
    request: HttpRequest, *versions: ResourceVersion, saved: str = "", is_new: bool = False
) -> None:
    """Add one message that says what became of these versions after the curator's change.

    - versions: with their resource, as they were before the change.
    - saved: the first sentence of the message, which says what was changed.
    - is_new: True if the change created the versions.
    """
    outcomes = [outcome_of(version, is_new=is_new) for version in versions]
    level = messages.WARNING if any(outcome.needs_curator for outcome in outcomes) else messages.SUCCESS
    text = " ".join(filter(None, [str(saved), *(outcome.text for outcome in outcomes)]))
    if text:
        messages.add_message(request, level, text)


def outcome_of(version: ResourceVersion, *, is_new: bool = False) -> Outcome:
    """Return the outcome of the curator's change for a version. For the arguments see add_outcome_message."""
    now = ResourceVersion.objects.select_related("resource__circle").get(pk=version.pk)
    review = PublicationReview.objects.filter(version=now, outcome=SecondReviewOutcome.WAITING).first()
    if review is not None:
        return _in_review(now, review)
    if now.is_draft:
        return _draft(now)
    if now.resource.state == ResourceState.WITHDRAWN:
        return Outcome(Became.WITHDRAWN, str(WITHDRAWN))
    if is_new or not version.is_published:
        return Outcome(Became.PUBLISHED, _sentence(PUBLISHED, now))
    if version.resource.is_published or not now.resource.is_published:
        return Outcome(Became.UNCHANGED)
    return Outcome(Became.PUBLISHED, str(BACK))


def _in_review(now: ResourceVersion, review: PublicationReview) -> Outcome:
    is_case = now.resource.is_case
    if not now.is_published:
        text = _sentence(CASE_IN_REVIEW if is_case else IN_REVIEW, now)
    elif now.resource.is_published:
        text = str(CASE_OPENING_IN_REVIEW if is_case else OPENING_IN_REVIEW)
    else:
        text = str(CASE_BACK_IN_REVIEW if is_case else BACK_IN_REVIEW)
    checks = checklist(now, audience=review.audience)
    if checks.needs_curator:
        text = " ".join([text, str(NOT_APPROVABLE), *_to_do(checks)])
    return Outcome(Became.IN_REVIEW, text, needs_curator=checks.needs_curator)


def _draft(now: ResourceVersion) -> Outcome:
    checks = checklist(now)
    if checks.has_refused:
        return Outcome(Became.STOPPED, _sentence(REFUSED, now), needs_curator=True)
    if now.is_to_publish and checks.needs_curator:
        return Outcome(Became.STOPPED, " ".join([_sentence(STOPPED, now), *_to_do(checks)]), needs_curator=True)
    if now.is_to_publish and checks.is_waiting:
        return Outcome(Became.IN_CHECKS, _sentence(IN_CHECKS, now))
    return Outcome(Became.DRAFT, _sentence(DRAFT, now))


def _to_do(checks: Checklist) -> list[str]:
    return [check.detail for check in checks.checks if check.result.needs_curator]


def _sentence(pair: tuple, now: ResourceVersion) -> str:
    return str(pair[now.number > 1]) % {"number": now.number}


def show_overtaken(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Answer with a page that says that another person decided first, and that shows what the curator typed."""
    return render(request, "library/overtaken.html", {"resource": resource}, status=409)
