from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ratsite.search.registry import Hit, sources
from ratsite.search.words import clean, highlight

HITS_OF_A_KIND = 20  # nobody reads further: a narrower word helps more than a second page


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "")
    query = clean(typed)
    found = [(source.label, source.find(query, request.user, HITS_OF_A_KIND)) for source in sources()] if query else []
    sections = [(label, [_shown(hit, query) for hit in hits]) for label, hits in found if hits]
    count = sum(len(hits) for _label, hits in sections)
    return render(request, "search/search.html", {"typed": typed, "query": query, "sections": sections, "count": count})


def _shown(hit: Hit, query: str) -> dict:
    return {"hit": hit, "title": highlight(hit.title, query), "summary": highlight(hit.summary, query)}
