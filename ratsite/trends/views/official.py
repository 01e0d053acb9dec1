"""The page of official figures, next to the network's own counts, and the table of each chart as a CSV file."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ratsite.lib.charts.figure import csv_text
from ratsite.lib.templatetags.charts import chart_value
from ratsite.network.figures import policy_inside
from ratsite.trends.queries.official_figures import OfficialPage, official_page
from ratsite.trends.queries.side_by_side import NAMES as BESIDE
from ratsite.trends.queries.side_by_side import side_by_side


def _page(request: HttpRequest) -> OfficialPage:
    force = request.GET.get("force", "")

    def csv_url(name: str) -> str:
        address = reverse("trends:official_csv", args=[name])
        return f"{address}?{urlencode({'force': force})}" if force else address

    return official_page(request.user, force, csv_url)


@require_safe
def official_figures(request: HttpRequest) -> HttpResponse:
    return render(request, "trends/official.html", {"page": _page(request)})


@require_safe
def official_csv(request: HttpRequest, name: str) -> HttpResponse:
    """Send the table of one chart as a CSV file. Its last column names the source."""
    figures = side_by_side(request.user, policy_inside()) if name in BESIDE else _page(request).figures
    figure = next((figure for figure in figures if figure.name == name), None)
    if figure is None:
        raise Http404
    rows = [[label, *(chart_value(value) for value in values), figure.source] for label, values in figure.rows]
    text = csv_text([figure.label_column, *figure.columns, "Source"], rows)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="official-{name}.csv"'
    return response
