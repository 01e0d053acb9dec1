"""Lists of topics over all boards: latest, unread, unanswered, mine."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forum.enums import TopicList
from forum.forms.topic_filters import AllBoardsFilterForm
from forum.queries.all_boards import MOST_COUNTED, listed_page, unanswered_count


def topic_list(request: HttpRequest, which: TopicList) -> HttpResponse:
    filters = AllBoardsFilterForm(request.GET)
    context = {
        "which": which,
        "lists": TopicList,
        "unanswered": unanswered_count(request.user),
        "most_unanswered": MOST_COUNTED,
        "filters": filters,
        "page": listed_page(which, request.user, request.GET.get("before", ""), **filters.chosen),
    }
    return render(request, "forum/topic_list.html", context)
