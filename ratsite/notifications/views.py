"""Pages on a member's notifications and email choices, and on why each email was sent or not."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ratsite.lib.numbers import parse_moment
from ratsite.notifications.actions.choose_mail import choose_mail, stop_mail
from ratsite.notifications.actions.notify import read_everything, read_group
from ratsite.notifications.forms import MailChoicesForm
from ratsite.notifications.inbox import how_you_hear, inbox_of
from ratsite.notifications.models import MailChoices, Notification
from ratsite.notifications.notification_email import why_of
from ratsite.notifications.registry import lines_of
from ratsite.notifications.unsubscribe import read_token

MOST_MAILS = 60  # notifications listed with the state of their email: a few weeks of them


def notification_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()  # taken first, so that what arrives during the request stays new
    new, read = inbox_of(request.user)
    context = {"new": new, "read": read, "now": now, **how_you_hear(request.user)}
    return render(request, "notifications/notification_list.html", context)


@require_POST
def notification_read(request: HttpRequest) -> HttpResponse:
    """Mark notifications as read: one group or, without `group`, all that were created up to the time `until`.

    until: when the page was made, so that notifications that it does not show stay unread.
    """
    if group := request.POST.get("group", ""):
        read_group(person=request.user, group=group[:40].replace("\x00", ""))
    elif until := parse_moment(request.POST.get("until", "")):
        read_everything(person=request.user, until=until)
    messages.success(request, _("Marked as read."))
    return redirect("notifications:notification_list")


def mail_list(request: HttpRequest) -> HttpResponse:
    """List a member's recent notifications with the state of the email about each."""
    rows = list(Notification.objects.filter(person=request.user.pk).select_related("mail")[:MOST_MAILS])
    lines = lines_of(request.user, rows)
    described = [(row, lines.get(row.pk), why_of(row)) for row in rows]
    return render(
        request,
        "notifications/mail_list.html",
        {"notifications": described, "most": MOST_MAILS, **how_you_hear(request.user)},
    )


def mail_choices(request: HttpRequest) -> HttpResponse:
    form = MailChoicesForm(request.POST or None, instance=MailChoices.of(request.user))
    if request.method == "POST" and form.is_valid():
        choose_mail(person=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. This applies from the next email."))
        return redirect("notifications:mail_choices")
    return render(request, "notifications/mail_choices.html", {"form": form})


@csrf_exempt  # mail programs post this without a cookie (RFC 8058); the signed link is the proof
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop email by the link in an email: GET asks for confirmation, POST stops it.

    The page does not say what the email was about.
    """
    stopped = read_token(token)
    if stopped is None:
        raise Http404
    if request.method == "POST":
        stop_mail(person_id=stopped.person_id, source=stopped.source, group=stopped.group)
    context = {"is_done": request.method == "POST", "is_about_one": bool(stopped.group)}
    return render(request, "notifications/stop.html", context)
