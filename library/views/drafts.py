"""Pages for several new resources at once: add their files, and correct the drafts that are created from these."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from library.actions.add_drafts import add_drafts, finish_draft, join_draft
from library.actions.edit_version import DraftExists, NotADraft
from library.enums import ResourceState, VersionState
from library.forms.drafts import MOST_DROPPED, DraftForm, DroppedFilesForm, JoinForm, initial_of
from library.models import Resource, ResourceFile, ResourceVersion
from library.queries.checklist import checklist
from library.queries.duplicates import Duplicate, duplicates_of
from library.queries.hashes import shown_hash_of_draft
from library.queries.proposed_fields import Proposal, proposals_for
from library.rules.resources import can_add_resource, can_edit_resource, can_join
from library.views.outcome import NOT_A_DRAFT, Became, add_outcome_message, outcome_of
from library.views.page import find_resource
from library.views.versions import DRAFT_EXISTS
from ratsite.files.forms import sent_with_files
from ratsite.lib.numbers import whole_number
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Circle
from ratsite.pages.contacts import published_contacts

SEND = "send"  # the name of the button that sends drafts to their checks
CHANGED_SINCE = gettext_lazy(
    "Someone else changed this draft after you opened this page. We have not saved your version. Read theirs under "
    "“Its checks”. Save again to replace theirs with yours."
)


@dataclass(frozen=True)
class Row:
    """One draft on the page: its first file, its form, and the resources that may be duplicates of it.

    to_do: what the curator must do before the draft can be published; empty if it was not sent to its checks.
    """

    resource: Resource
    file: ResourceFile | None
    form: DraftForm
    duplicates: list[Duplicate]
    to_do: list[str]
    shown_hash: str  # of the resource as it was when the curator opened the page


def draft_add(request: HttpRequest) -> HttpResponse:
    _require_curator(request)
    form = DroppedFilesForm(**sent_with_files(request))
    if request.method == "POST" and form.is_valid():
        accepted, refused = form.cleaned_data["files"]
        for sentence in refused:
            messages.error(request, sentence)
        if accepted:
            made = len(add_drafts(curator=request.user, uploads=accepted))
            messages.success(
                request, ngettext("%(count)s draft made.", "%(count)s drafts made.", made) % {"count": made}
            )
            return redirect("library:own_drafts")
    return render(request, "library/draft_add.html", {"form": form})


def own_drafts(request: HttpRequest) -> HttpResponse:
    """Show the curator's own newest unpublished drafts in one form, and save all of them together."""
    _require_curator(request)
    drafts = _own_drafts(request.user)
    if request.method == "POST":
        shown = [whole_number(sent) for sent in request.POST.getlist("shown")]
        drafts = drafts.filter(pk__in=[number for number in shown if number is not None][:MOST_DROPPED])
    rows, is_rest_saved = _rows(request, list(drafts[:MOST_DROPPED])), False
    if request.method == "POST" and rows and all(row.form.is_valid() for row in rows):
        stale = _save(request, rows)
        if not stale:
            return redirect("library:own_drafts")
        is_rest_saved = True
        rows = _rows(request, list(_own_drafts(request.user).filter(pk__in=stale)), is_stale=True)
        for row in rows:
            row.form.add_error(None, CHANGED_SINCE)
    context = {
        "rows": rows,
        "wrong": [row for row in rows if row.form.errors],
        "is_rest_saved": is_rest_saved,
        "is_waiting": any(row.file is not None and row.file.stored_file.is_quarantined for row in rows),
        "send": SEND,
    }
    return render(request, "library/own_drafts.html", context)


def draft_join(request: HttpRequest, resource_slug: str, into_slug: str) -> HttpResponse:
    """Ask what has changed, then make this draft the next version of another resource."""
    draft, into = find_resource(request, resource_slug), find_resource(request, into_slug)
    if not (can_edit_resource(request.user, draft) and can_edit_resource(request.user, into)):
        raise PermissionDenied
    if not can_join(draft, into):
        raise Http404
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            joined = join_draft(resource_id=draft.pk, into_id=into.pk, curator=request.user, **form.cleaned_data)
        except DraftExists:
            form.add_error(None, DRAFT_EXISTS)
        except NotADraft:
            form.add_error(None, NOT_A_DRAFT)
        else:
            about = {"number": joined.number, "title": into.title}
            add_outcome_message(
                request, joined, saved=_("The draft is now version %(number)s of “%(title)s”.") % about, is_new=True
            )
            return redirect(ResourceVersion.objects.select_related("resource").get(pk=joined.pk))
    return render(request, "library/draft_join.html", {"form": form, "draft": draft, "into": into})


def _own_drafts(curator):
    files = ResourceFile.objects.shown_to(curator).select_related("stored_file", "version")
    versions = ResourceVersion.objects.shown_to(curator).prefetch_related(
        Prefetch("files", queryset=files, to_attr="readable_files")
    )
    drafts = Resource.objects.visible_to(curator).filter(
        current=None, posted_by=curator, state=ResourceState.DRAFT, versions__state=VersionState.DRAFT
    )
    drafts = drafts.select_related("circle").prefetch_related(Prefetch("versions", queryset=versions))
    return drafts.order_by("-posted_at", "-pk")


def _rows(request: HttpRequest, drafts: list[Resource], *, is_stale: bool = False) -> list[Row]:
    """Return a row for each draft on the page.

    is_stale: True if another person changed these drafts after the page was opened. The rows then have the drafts' new
    hashes, so that the curator can save what is now shown.
    """
    firsts = {draft.pk: next(iter(draft.versions.all()[0].readable_files), None) for draft in drafts}
    files = [file for file in firsts.values() if file is not None]
    proposals, duplicates = proposals_for(files), duplicates_of(request.user, files)
    circles, contacts = list(Circle.objects.of(request.user).order_by("name")), cache(published_contacts)
    rows = []
    for draft in drafts:
        file = firsts[draft.pk]
        key = file.pk if file is not None else None
        form = DraftForm(
            request.POST if request.method == "POST" else None,
            prefix=f"draft-{draft.pk}",
            initial=initial_of(draft, file, proposals.get(key, Proposal())),
            resource=draft,
            circles=circles,
            contacts=contacts,
            is_sent=SEND in request.POST,
        )
        shown = shown_hash_of_draft(draft.versions.all()[0])
        if not is_stale:
            shown = request.POST.get(f"shown-{draft.pk}", shown)
        rows.append(Row(draft, file, form, duplicates.get(key, []), _to_do(draft), shown))
    return rows


def _to_do(draft: Resource) -> list[str]:
    """Return what the curator must do so that the draft's checks pass; [] if it was not sent to its checks.

    Costs the queries of a checklist for each draft that was sent.
    """
    version = draft.versions.all()[0]
    if not version.is_to_publish:
        return []
    version.resource = draft
    return [check.detail for check in checklist(version).checks if check.result.needs_curator]


def _save(request: HttpRequest, rows: list[Row]) -> list[int]:
    """Save these drafts. Return the ids of drafts that were not saved because another person has changed them."""
    became: Counter[Became] = Counter()
    stale = []
    for row in rows:
        form = row.form
        try:
            finish_draft(
                resource_id=row.resource.pk,
                curator=request.user,
                is_to_publish=form.is_to_publish,
                shown_hash=request.POST.get(f"shown-{row.resource.pk}"),
                **form.description(),
            )
        except Stale:
            stale.append(row.resource.pk)
            continue
        except NotADraft:
            messages.error(request, f"{row.resource.title}: {NOT_A_DRAFT}")
            continue
        became[outcome_of(row.resource.versions.all()[0]).became] += 1
    _add_messages(request, became)
    return stale


def _add_messages(request: HttpRequest, became: Counter[Became]) -> None:
    """For each outcome, add a message that says how many of the saved drafts had this outcome."""
    if count := became[Became.PUBLISHED]:
        message = ngettext("%(count)s resource is published.", "%(count)s resources are published.", count)
        messages.success(request, message % {"count": count})
    if count := became[Became.IN_REVIEW]:
        message = ngettext(
            "%(count)s resource has been sent to review. Readers can find it once a second person has reviewed it.",
            "%(count)s resources have been sent to review. Readers can find them once a second person has reviewed "
            "them.",
            count,
        )
        messages.success(request, message % {"count": count})
    if count := became[Became.IN_CHECKS]:
        message = ngettext(
            "%(count)s draft has been sent to be checked. If it passes, it will be published or reviewed by "
            "a second person.",
            "%(count)s drafts have been sent to be checked. Those that pass will be published or reviewed by "
            "a second person.",
            count,
        )
        messages.success(request, message % {"count": count})
    if count := became[Became.STOPPED]:
        message = ngettext(
            "%(count)s draft needs you before it can be published. This page says what to do.",
            "%(count)s drafts need you before they can be published. This page says what to do.",
            count,
        )
        messages.warning(request, message % {"count": count})
    if count := became[Became.DRAFT]:
        message = ngettext("%(count)s draft is saved.", "%(count)s drafts are saved.", count)
        messages.success(request, message % {"count": count})


def _require_curator(request: HttpRequest) -> None:
    if not can_add_resource(request.user):
        raise PermissionDenied
