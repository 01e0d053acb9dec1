"""The page on which a member starts a topic."""

import re

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.actions.change_kind import change_kind
from forum.actions.post import start_topic
from forum.actions.save_draft import topic_place
from forum.enums import TopicKind
from forum.forms.topic import FORMS, TopicForm
from forum.models import Board, Post, Topic
from forum.models.draft import CASE_LEARNING
from forum.rules.boards import why_no_topic
from forum.screening import is_newcomer
from forum.views.composer import Composer, signed_form
from forum.views.refused_text import not_found, retry_when_refused
from forum.views.sent_form import answer_to, form_context
from forum.views.suggestions import similar_to
from forum.views.topics import readers_of
from ratsite.lib.addresses import with_query
from ratsite.lib.numbers import whole_number
from ratsite.network.enums import Marking
from ratsite.network.models import Remit

PATH = re.compile(r"(?:/[a-z0-9-]+){2,}/")  # the path of a page of this site
ESCAPED, ESCAPE = re.compile(r"[\\\[\]`*_<@]"), r"\\\g<0>"  # characters that have a meaning in Markdown
LONGEST_TITLE = Topic._meta.get_field("title").max_length
VERBS = {
    TopicKind.DISCUSSION: gettext_lazy("Start the topic"),
    TopicKind.QUESTION: gettext_lazy("Ask the question"),
    TopicKind.TREND: gettext_lazy("Publish the note"),
}


@signed_form
@retry_when_refused
def topic_new(request: HttpRequest, board_slug: str) -> HttpResponse:
    board = Board.objects.visible_to(request.user).select_related("circle").filter(slug=board_slug).first()
    if board is None:
        return not_found(request, board__slug=board_slug)
    form_class = FORMS.get(request.GET.get("kind", ""), FORMS[board.usual_kind])
    kind = form_class.kind
    composer = Composer(request, topic_place(board, kind), {"board_id": board.pk, "kind": kind})
    origin = _asked_about(request, board)
    initial = composer.initial(form_class, board=board) or _begun(request, board, origin)
    if origin:
        initial["asked_from"] = str(origin.pk)  # even in a draft that was begun from another topic
    closed = why_no_topic(request.user, board)
    if closed and not composer.has_text:
        raise PermissionDenied(closed)
    become = request.GET.get("become", "")
    if request.method == "POST" and become in {*FORMS, CASE_LEARNING} and not closed and composer.save():
        if become == CASE_LEARNING:
            draft = str(composer.draft.pk) if composer.draft else ""
            return redirect(with_query(reverse("library:case_learning"), draft=draft))
        change_kind(person=request.user, board=board, kind=kind, new_kind=become)
        return redirect(with_query(request.path, kind=become))
    form = composer.form(form_class, closed, initial=initial, board=board)

    def publish() -> Post:
        sent = {"submission": composer.submission, "draft": composer.seen}
        return start_topic(board=board, author=request.user, **sent, **form.cleaned_data)

    if answer := answer_to(request, composer, form, publish, closed):
        return answer
    context = form_context(composer, form)
    context |= {
        "carried": _carried(composer, form),
        "similar": similar_to(request, form.cleaned_data["title"]) if context["preview"] else [],
        "board": board,
        "is_newcomer": is_newcomer(request.user.pk),
        "readers": readers_of(board),
        "kinds": sorted(TopicKind, key=lambda one: one != board.usual_kind),
        "verb": VERBS[kind],
    }
    return render(request, "forum/topic_new.html", context, status=403 if closed else 200)


def _asked_about(request: HttpRequest, board: Board) -> Topic | None:
    """Return the topic from which the person asks a question: its id is in the parameter `about`.

    None if this board has no such published topic that they can read. Once the question is posted, it and that topic
    link to each other.
    """
    about = whole_number(request.GET.get("about", ""))
    if about is None:
        return None
    return Topic.objects.visible_to(request.user).published().filter(board=board, pk=about).first()


def _begun(request: HttpRequest, board: Board, origin: Topic | None) -> dict:
    """Return the initial data of the form for a new topic, from these parameters of the address:

    - title: the title, given by a search without results or by another page of the site.
    - link: the path of that page; the text then begins with the title, linked to it.
    - remit: the slug of a remit to ask.

    origin: the topic from which a question is asked. The form gets the stricter of that topic's marking and the board's
    usual one and, unless that topic is closely marked, a title that contains its title.
    """
    begun: dict = {}
    if title := request.GET.get("title", ""):
        begun["title"] = title.replace("\x00", "")[:LONGEST_TITLE]
    if remit := request.GET.get("remit", ""):
        begun["asked_remits"] = list(Remit.objects.filter(slug=remit.replace("\x00", "")))
    if origin:
        marking = Marking(origin.marking)
        begun["marking"] = max(marking, Marking(board.marking), key=lambda one: one.rank).value
        if not marking.is_closely_marked:
            begun["title"] = (_("Question about: %(title)s") % {"title": origin.title})[:LONGEST_TITLE]
    elif title and PATH.fullmatch(path := request.GET.get("link", "")):
        begun["body"] = f"[{ESCAPED.sub(ESCAPE, begun['title'])}]({path})\n\n"
    return begun


def _carried(composer: Composer, form: TopicForm) -> list[tuple[str, str]]:
    """Return pairs (field name, value) of what was typed into fields that only the forms of other topic kinds have.

    The page carries these values in hidden fields, so that they are still there if the writer changes the kind back.
    """
    given = dict(form.data.lists()) if form.is_bound else composer.draft.fields if composer.draft else {}
    others = {name for other in FORMS.values() for name in other.base_fields} - set(form.fields)
    return [(name, value) for name in sorted(others) for value in given.get(name, [])]
