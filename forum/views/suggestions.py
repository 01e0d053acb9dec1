"""What a page suggests to a person who is writing: people to mention, and topics with a similar title."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from forum.models import Board, Topic
from forum.queries.search import similar_topics
from forum.text import mentions


def board_people(request: HttpRequest, board_slug: str) -> HttpResponse:
    """Return as JSON the people to suggest when a writer types @: only people who can read this board."""
    board = get_object_or_404(Board.objects.visible_to(request.user).select_related("circle"), slug=board_slug)
    people = mentions.suggested(request.GET.get("q", ""), board, request.user)
    return JsonResponse({"people": [{"write": person.written, "agency": person.agency} for person in people]})


def board_similar(request: HttpRequest, board_slug: str) -> HttpResponse:
    """Return an HTML fragment with topics whose titles are like the one that a member is typing; 204 if none are."""
    get_object_or_404(Board.objects.visible_to(request.user), slug=board_slug)
    topics = similar_to(request, request.GET.get("title", ""))
    return render(request, "forum/board_similar.html", {"topics": topics}) if topics else HttpResponse(status=204)


def similar_to(request: HttpRequest, title: str) -> list[Topic]:
    """Return published topics that the person can read and whose titles are like this one."""
    return similar_topics(Topic.objects.visible_to(request.user).published(), title)
