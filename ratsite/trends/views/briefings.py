"""Pages of briefings: the list, one briefing to print, and the forms to write, sign, take back and use it."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from forum.models import Topic
from library.models import Resource
from library.queries.review_strip import replacement_of
from ratsite.lib.full_disk import unless_disk_is_full
from ratsite.lib.numbers import parse_moment, whole_number
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import page_of
from ratsite.lib.prefetches import is_really_read
from ratsite.moderation.decorators import show_gone_page
from ratsite.network.models import Area
from ratsite.notifications.actions.notify import read_group
from ratsite.trends import rules
from ratsite.trends.actions.notify import briefing_group_of
from ratsite.trends.actions.write_briefing import (
    TEXTS,
    SourceClosed,
    add_briefing,
    ask_to_sign,
    delete_briefing,
    edit_briefing,
    renew_briefing,
    send_back_briefing,
    sign_briefing,
    take_back_briefing,
    use_briefing,
)
from ratsite.trends.enums import BriefingKind
from ratsite.trends.forms import BriefingForm, TakeBackForm
from ratsite.trends.models import Briefing
from ratsite.trends.queries.briefings import briefing_source, first_text, used_by

BRIEFINGS_A_PAGE = 30
SOURCE_CLOSED = gettext_lazy(
    "This briefing cannot be published, because not all members can read the topic or resource behind it any more."
)
CHANGED_SINCE = gettext_lazy(
    "You changed this briefing in another tab or on another device after opening this page. Compare it with yours, "
    "then save again to replace it."
)


@require_safe
def briefing_list(request: HttpRequest) -> HttpResponse:
    rows = Briefing.objects.visible_to(request.user).due_first()
    briefings, pager = page_of(rows, request.GET.get("page"), BRIEFINGS_A_PAGE)
    areas = Area.objects.all() if rules.can_write_briefing(request.user) else None
    return render(request, "trends/briefing_list.html", {"briefings": briefings, "pager": pager, "areas": areas})


@require_safe
def briefing(request: HttpRequest, briefing_id: int) -> HttpResponse:
    briefing = _fetch(request, briefing_id)
    if is_really_read(request) and request.user.unread_groups:
        with unless_disk_is_full():
            read_group(person=request.user, group=briefing_group_of(briefing))
    context = {
        "briefing": briefing,
        "topic": Topic.objects.visible_to(request.user).filter(pk=briefing.topic_id).first(),
        "resource": Resource.objects.visible_to(request.user).filter(pk=briefing.resource_id).first(),
        "can_edit": rules.can_edit_briefing(request.user, briefing),
        "can_delete": rules.can_delete_briefing(request.user, briefing),
        "can_sign": rules.can_sign_briefing(request.user, briefing),
        "can_use": rules.can_use_briefing(request.user, briefing),
        "can_take_back": rules.can_take_back_briefing(request.user, briefing),
        "can_renew": rules.can_renew_briefing(request.user, briefing),
        "is_source_closed": not rules.has_open_source(briefing),
        "is_used": briefing.uses.filter(agency=request.user.agency_id).exists(),
        "used_by": used_by(briefing),
        "address": request.build_absolute_uri(briefing.get_absolute_url()),
    }
    return render(request, "trends/briefing.html", context)


def briefing_add(request: HttpRequest) -> HttpResponse:
    if not rules.can_write_briefing(request.user):
        raise PermissionDenied
    topic, resource = (whole_number(request.GET.get(name, "")) for name in ("topic", "resource"))
    source = briefing_source(request.user, topic, resource, request.GET.get("area", ""))
    if source is None:
        raise Http404
    is_advice = source.kind == BriefingKind.ADVICE
    form = BriefingForm(request.POST or None, initial=first_text(source, request.user), is_advice=is_advice)
    if request.method == "POST" and form.is_valid():
        made = add_briefing(author=request.user, kind=source.kind, **source.made_from, **form.texts)
        messages.success(request, _("Your briefing is saved. Only you can see it until you ask for a signature."))
        return redirect(made)
    newer = replacement_of(source.resource, request.user) if source.resource else None
    return render(
        request, "trends/briefing_form.html", {"form": form, "source": source, "newer": newer, "is_advice": is_advice}
    )


def briefing_edit(request: HttpRequest, briefing_id: int) -> HttpResponse:
    briefing = _fetch(request, briefing_id)
    if not rules.can_edit_briefing(request.user, briefing):
        raise PermissionDenied
    saved = {name: getattr(briefing, name) for name in TEXTS} | {"seen": briefing.changed_at.isoformat()}
    form, status = BriefingForm(request.POST or None, initial=saved, is_advice=briefing.is_advice), 200
    if request.method == "POST" and form.is_valid():
        try:
            edit_briefing(briefing_id=briefing.pk, author=request.user, seen=form.cleaned_data["seen"], **form.texts)
        except Stale:
            briefing = _fetch(request, briefing_id)
            sent = {**request.POST.dict(), "seen": briefing.changed_at.isoformat()}
            form, status = BriefingForm(sent, is_advice=briefing.is_advice), 409
            form.add_error(None, CHANGED_SINCE)
        else:
            return redirect(briefing)
    context = {"form": form, "briefing": briefing, "is_advice": briefing.is_advice, "is_stale": status == 409}
    return render(request, "trends/briefing_form.html", context, status=status)


@require_POST
def briefing_ask(request: HttpRequest, briefing_id: int) -> HttpResponse:
    briefing = _fetch(request, briefing_id)
    try:
        ask_to_sign(briefing_id=briefing.pk, author=request.user)
    except SourceClosed:
        messages.error(request, SOURCE_CLOSED)
    else:
        asked = _("A moderator or curator of another agency can sign it now. It is in their review queue.")
        if briefing.is_advice:
            asked = _(
                "A moderator or curator of another agency, with another main remit, can sign it now. It is in their "
                "review queue."
            )
        messages.success(request, asked)
    return redirect(briefing)


@require_POST
def briefing_delete(request: HttpRequest, briefing_id: int) -> HttpResponse:
    briefing = _fetch(request, briefing_id)
    delete_briefing(briefing_id=briefing.pk, author=request.user)
    messages.success(request, _("Your briefing has been deleted."))
    return redirect("trends:briefing_list")


@require_POST
def briefing_renew(request: HttpRequest, briefing_id: int) -> HttpResponse:
    briefing = _fetch(request, briefing_id)
    if renew_briefing(briefing_id=briefing.pk, signer=request.user):
        messages.success(request, _("The briefing is signed again. Its next review is in 6 months."))
    else:
        messages.warning(request, _("The review of this briefing is not due."))
    return redirect(briefing)


@require_POST
@show_gone_page
def briefing_sign(request: HttpRequest, briefing_id: int) -> HttpResponse:
    briefing = _fetch(request, briefing_id)
    if not rules.is_signer(request.user) or (
        briefing.is_waiting and not rules.can_sign_briefing(request.user, briefing)
    ):
        raise PermissionDenied
    seen = parse_moment(request.POST.get("seen", ""))
    try:
        is_signed = seen is not None and sign_briefing(briefing_id=briefing.pk, signer=request.user, seen=seen)
    except SourceClosed:
        messages.error(request, SOURCE_CLOSED)
        return redirect(briefing)
    if is_signed:
        messages.success(request, _("The briefing has been published. Members can print it."))
    elif _fetch(request, briefing_id).is_published:
        messages.warning(request, _("This briefing has already been signed and published."))
    else:
        messages.warning(request, _("Someone else changed this briefing after you opened this page. Read it again."))
    return redirect(briefing)


@show_gone_page
def briefing_take_back(request: HttpRequest, briefing_id: int) -> HttpResponse:
    """Take a published briefing back, or send one that waits for a signature back to its author.

    ?seen= is the waiting briefing's `changed_at` when the signer read its page: this page does not show its texts.
    """
    briefing = _fetch_to_take_back(request, briefing_id)
    seen = _seen(briefing) and (request.GET.get("seen", "") or _seen(briefing))
    form, status = TakeBackForm(request.POST or None, initial={"seen": seen}), 200
    if request.method == "POST" and form.is_valid():
        act = _take_back if form.cleaned_data["seen"] is None else _send_back
        if act(request, briefing, **form.cleaned_data):
            return redirect("trends:briefing_list")
        briefing = _fetch_to_take_back(request, briefing_id)
        form, status = TakeBackForm({**form.data.dict(), "seen": _seen(briefing)}), 409
        form.add_error(
            None, _("Someone else signed or changed this briefing after you opened this page. Read it again.")
        )
    return render(request, "trends/briefing_take_back.html", {"form": form, "briefing": briefing}, status=status)


def _fetch_to_take_back(request: HttpRequest, briefing_id: int) -> Briefing:
    briefing = _fetch(request, briefing_id)
    may = rules.can_sign_briefing(request.user, briefing) or rules.can_take_back_briefing(request.user, briefing)
    if not may:
        raise PermissionDenied
    return briefing


def _seen(briefing: Briefing) -> str:
    return briefing.changed_at.isoformat() if briefing.is_waiting else ""


def _take_back(request: HttpRequest, briefing: Briefing, *, reason: str, seen: None) -> bool:
    is_done = take_back_briefing(briefing_id=briefing.pk, steward=request.user, reason=reason)
    if is_done:
        done = _("The briefing is no longer published. Its author can read your reason and change the briefing.")
        messages.success(request, done)
    return is_done


def _send_back(request: HttpRequest, briefing: Briefing, *, reason: str, seen: dt.datetime) -> bool:
    is_done = send_back_briefing(briefing_id=briefing.pk, signer=request.user, reason=reason, seen=seen)
    if is_done:
        done = _("The briefing has been sent back. Its author can read your reason and change the briefing.")
        messages.success(request, done)
    return is_done


@require_POST
def briefing_use(request: HttpRequest, briefing_id: int) -> HttpResponse:
    briefing = _fetch(request, briefing_id)
    use_briefing(briefing_id=briefing.pk, person=request.user)
    messages.success(request, _("We have counted your agency. Nobody can see which agencies used it."))
    return redirect(briefing)


def _fetch(request: HttpRequest, briefing_id: int) -> Briefing:
    briefings = Briefing.objects.visible_to(request.user).select_related(
        "author__agency", "agency", "topic__board", "topic__merged_into__board", "resource"
    )
    return get_object_or_404(briefings, pk=briefing_id)
