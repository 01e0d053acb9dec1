"""The page on which a member signals what their agency sees of a trend, and takes a signal back."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from forum.actions.signal import signal, take_back_signal
from forum.enums import SignalKind
from forum.forms.signal import SignalForm
from forum.models import Signal
from forum.queries.signal_box import own_signals
from forum.rules.topics import can_signal
from forum.views.topics import fetch_topic
from ratsite.network.figures import policy_inside

LATE = _(
    "Thank you. The figures for that month were already final, so your signal does not change them. "
    "Nobody outside your agency can see this."
)
SAVED = {
    SignalKind.SEEN: _("Thank you. We have counted your agency. Nobody outside your agency can see that it was yours."),
    SignalKind.NOT_SEEN: _(
        "Thank you. We have recorded that your agency looked and did not see it. "
        "Nobody outside your agency can see that."
    ),
    SignalKind.GONE: _(
        "Thank you. We have recorded that your agency no longer sees it. Nobody outside your agency can see that."
    ),
}


def topic_signal(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Show the form for a signal and save the signal. The short form on the topic's page is sent here, too."""
    topic = fetch_topic(request, topic_id)
    if not can_signal(request.user, topic):
        raise PermissionDenied
    form = SignalForm(request.POST or None, writer=request.user, topic=topic)
    if request.method == "POST" and form.is_valid():
        saved = signal(topic_id=topic.pk, person=request.user, **form.cleaned_data)
        messages.success(request, LATE if saved.is_late else SAVED[SignalKind(saved.kind)])
        return redirect(topic)
    context = {
        "topic": topic,
        "board": topic.board,
        "form": form,
        "own": own_signals(topic, request.user),
        "fewest": policy_inside().threshold,
    }
    return render(request, "forum/topic_signal.html", context)


@require_POST
def signal_take_back(request: HttpRequest, topic_id: int, year: int, month: int, area: str) -> HttpResponse:
    """Take back the signal of the member's agency for this month and area.

    The address does not contain the signal's id: two ids would tell how many others signalled in between.
    """
    try:
        first = dt.date(year, month, 1)
    except (ValueError, OverflowError):  # an address that someone typed
        raise Http404 from None
    own = Signal.objects.visible_to(request.user).filter(topic=topic_id, area__slug=area)
    signal = get_object_or_404(own.select_related("topic", "reporting"), reporting__month=first)
    if signal.is_frozen:
        messages.warning(request, _("We did not remove the signal, because the figures for its month are now final."))
    elif not signal.topic.takes_replies:
        messages.warning(request, _("We did not remove the signal, because its topic is closed to replies."))
    else:
        take_back_signal(signal_id=signal.pk, person=request.user)
        messages.success(request, _("We removed your agency’s signal."))
    return redirect(signal.topic)
