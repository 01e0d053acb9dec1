"""The page of one trend, its tables as CSV files, and the form in which moderators explain its chart."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from forum.actions.write_reading_line import write_reading_line
from forum.enums import MayAct, TopicKind
from forum.forms.trend import ReadingForm
from forum.models import Topic
from forum.queries.ground_check import ground_checks_of
from forum.queries.signal_box import signal_box
from forum.queries.signal_figures import late_signals, quarter_of
from forum.rules.topics import can_close_with_line, can_explain_trend, can_signal
from forum.views.topics import topic_gone
from ratsite.lib.charts.figure import csv_text
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking
from ratsite.network.figures import policy_inside
from ratsite.trends.queries import trend_charts
from ratsite.trends.queries.briefings import published_briefings
from ratsite.trends.queries.trend_list import areas_named, trend_topic
from ratsite.trends.queries.trend_page import Trend, trends_of


def trend(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Show the trend or, if its note was withdrawn or taken down, the page that says so."""
    topic, policy = trend_topic(request.user, topic_id), policy_inside()
    if topic is None:
        withdrawn = Topic.objects.withdrawn_for(request.user).filter(kind=TopicKind.TREND).select_related("board")
        return topic_gone(request, get_object_or_404(withdrawn, pk=topic_id))
    trend = trends_of([topic], policy)[0]
    quarter = quarter_of(topic, trend.rows, policy)
    context = {
        "trend": trend,
        "fewest": policy.threshold,
        "topic": topic,
        "areas_of_note": areas_named([topic.trend.pk])[topic.trend.pk],
        "marking": Marking(topic.marking),
        "may_act": MayAct(topic.may_act),
        "box": signal_box(topic, request.user, can_signal=can_signal(request.user, topic), seen=trend.this_month.seen),
        "line": trend_charts.line_of(trend),
        "quarter": quarter,
        "areas": trend_charts.areas_of(trend, quarter),
        "late": late_signals(topic, trend.rows, policy),
        "can_explain": can_explain_trend(request.user, topic),
        "may_close": can_close_with_line(request.user, topic),
        "ground": ground_checks_of(topic).published,
        "briefings": published_briefings(request.user, topic.pk),
    }
    return render(request, "trends/trend.html", context)


def trend_csv(request: HttpRequest, topic_id: int) -> HttpResponse:
    trend = _fetch(request, topic_id)
    if not trend.topic.is_printable:
        raise PermissionDenied
    return _csv(f"trend-{trend.topic.pk}.csv", *trend_charts.csv_rows(trend.rows))


def trend_areas_csv(request: HttpRequest, topic_id: int) -> HttpResponse:
    trend = _fetch(request, topic_id)
    if not trend.topic.is_printable:
        raise PermissionDenied
    quarter = quarter_of(trend.topic, trend.rows, policy_inside())
    return _csv(f"trend-{trend.topic.pk}-areas.csv", *trend_charts.area_csv_rows(trend, quarter))


def _csv(name: str, head: list[str], rows: list[list[str]]) -> HttpResponse:
    response = HttpResponse(csv_text(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def trend_reading(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = _fetch(request, topic_id).topic
    if not can_explain_trend(request.user, topic):
        raise PermissionDenied
    form = ReadingForm(request.POST if request.method == "POST" else None, line=topic.trend.reading)
    if request.method == "POST" and form.is_valid():
        text, shown = form.cleaned_data["text"], request.POST.get("shown", "")
        try:
            write_reading_line(topic_id=topic.pk, moderator=request.user, text=text, shown=shown)
        except Stale:
            messages.warning(
                request,
                _("Someone else changed this line after you opened this page. Read it before you change it."),
            )
        else:
            done = (
                _("Readers can see your line under the chart.")
                if text
                else _("Readers no longer see a line under the chart.")
            )
            messages.success(request, done)
            return redirect("trends:trend", topic_id=topic.pk)
    return render(request, "trends/trend_reading.html", {"topic": topic, "form": form})


def _fetch(request: HttpRequest, topic_id: int) -> Trend:
    topic = trend_topic(request.user, topic_id)
    if topic is None:
        raise Http404
    return trends_of([topic], policy_inside())[0]
