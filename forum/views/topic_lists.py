"""Lists of topics over all boards: latest, unread, unanswered, mine."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forum.enums import TopicList
from forum.forms.topic_filters import AllBoardsFilterForm
from forum.queries.all_boards import (
    MOST_COUNTED,
    asked_of,
    listed_page,
    remits_spoken,
    saved_lately,
    unanswered_count,
)


def topic_list(request: HttpRequest, which: TopicList) -> HttpResponse:
    filters = AllBoardsFilterForm(request.GET)
    page = listed_page(which, request.user, request.GET.get("before", ""), **filters.chosen)
    spoken = remits_spoken(page.topics, request.user)
    context = {
        "which": which,
        "lists": TopicList,
        "unanswered": unanswered_count(request.user),
        "most_unanswered": MOST_COUNTED,
        "filters": filters,
        "page": page,
        "rows": [(topic, spoken.get(topic.pk, [])) for topic in page.topics],
        "asked": asked_of(request.user),
        "saved": saved_lately(request.user),
    }
    return render(request, "forum/topic_list.html", context)
