"""Messages that tell a curator what has become of a version: published, in review, or waiting for something."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from library.models import ResourceVersion
from library.queries.checklist import checklist

PUBLISHED = gettext_lazy("The version is published. Readers now get it when they open the resource.")
IN_REVIEW = gettext_lazy("Readers will get this version once a second person has reviewed it.")
CASE_IN_REVIEW = gettext_lazy(
    "Readers will get this version once two people with different main remits, from other agencies, have approved it."
)
BEFORE_CHECKS = gettext_lazy("Readers will get this version once its checks have passed.")
REFUSED = gettext_lazy(
    "This version is not published, because we refused one of its files. Remove that file, or put another one in its "
    "place."
)
NEEDS_YOU = gettext_lazy("This version is not published yet. The checks on this page say what you need to do first.")


def say_if_sent(request: HttpRequest, draft: ResourceVersion) -> None:
    """Tell the curator if their change of this draft has published it, or has sent it to review.

    It does so by itself once the checks pass, if the curator asked to publish the draft before.
    """
    if not ResourceVersion.objects.get(pk=draft.pk).is_draft:
        say_outcome(request, draft)


def say_outcome(request: HttpRequest, shown: ResourceVersion) -> None:
    """Tell the curator whether readers get the version, or what it waits for."""
    now = get_object_or_404(ResourceVersion.objects.select_related("resource"), pk=shown.pk)
    if not now.is_draft:
        messages.success(
            request, PUBLISHED if now.is_published else CASE_IN_REVIEW if now.resource.is_case else IN_REVIEW
        )
        return
    checks = checklist(now)
    if checks.has_refused:
        messages.warning(request, REFUSED)
    elif now.is_to_publish and checks.needs_curator:
        messages.warning(request, NEEDS_YOU)
    else:
        messages.success(request, BEFORE_CHECKS)
