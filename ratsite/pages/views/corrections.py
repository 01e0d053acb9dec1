from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from ratsite.pages.models import Correction, EarlierVersion


@require_safe
def earlier_version(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Show a page as everyone could read it until a correction; 404 while the page is not published."""
    readable = EarlierVersion.objects.readable().select_related("correction__page")
    earlier = readable.filter(correction=correction_id).first()
    if earlier is None:
        return _removed(request, correction_id)
    page = earlier.as_page()
    context = page.get_context(request) | {"earlier": earlier.correction, "structured_data": None}
    response = TemplateResponse(request, page.get_template(request), context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _removed(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Show, with status 410, that editors have removed the earlier version from before this correction."""
    published = Correction.objects.filter(page__live=True).select_related("page")
    correction = get_object_or_404(published, pk=correction_id)
    return render(request, "pages/earlier_version_removed.html", {"correction": correction}, status=410)
