"""The pages on which a member starts a topic, writes a reply, and saves drafts of both."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.actions.change_kind import change_kind
from forum.actions.post import post_reply, start_topic
from forum.actions.save_draft import reply_place, topic_place
from forum.enums import TopicKind
from forum.forms.post import ReplyForm
from forum.forms.topic import FORMS, TopicForm
from forum.models import Board, Post, Topic
from forum.models.draft import CASE_LEARNING, WORDS
from forum.queries import topic_page
from forum.queries.quotes import with_quotes
from forum.queries.search import similar_topics
from forum.queries.sent_form import is_sent_as
from forum.rules.boards import why_no_topic
from forum.rules.topics import can_signal, why_no_reply, why_wait
from forum.text import mentions, quotes
from forum.text.blame_check import advice_for
from forum.views.composer import OTHER, SEE_BOTH, Composer, signed_form, wants_json, wants_preview
from forum.views.notices import REPLY_BOX, say_at
from forum.views.refused_text import not_found, retry_when_refused
from forum.views.topics import fetch_topic, readers_of, topic_context
from ratsite.lib.addresses import with_query
from ratsite.lib.blame import Advice
from ratsite.lib.numbers import whole_number
from ratsite.lib.paging import next_topics
from ratsite.network.enums import Marking
from ratsite.network.models import Remit

PATH = re.compile(r"(?:/[a-z0-9-]+){2,}/")  # the path of a page of this site
ESCAPED, ESCAPE = re.compile(r"[\\\[\]`*_<@]"), r"\\\g<0>"  # characters that have a meaning in Markdown
LONGEST_TITLE = Topic._meta.get_field("title").max_length
POSTED_BEFORE = gettext_lazy("You have already posted this, so we did not post it again.")
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

    if answer := _act(request, composer, form, publish, closed):
        return answer
    context = _form_context(composer, form)
    context |= {
        "carried": _carried(composer, form),
        "similar": _similar(request, form.cleaned_data["title"]) if context["preview"] else [],
        "board": board,
        "readers": readers_of(board),
        "kinds": sorted(TopicKind, key=lambda one: one != board.usual_kind),
        "verb": VERBS[kind],
    }
    return render(request, "forum/topic_new.html", context, status=403 if closed else 200)


def _asked_about(request: HttpRequest, board: Board) -> Topic | None:
    """Return the topic whose id is in the parameter `about`, and about which the person asks a question.

    None if there is no such topic on this board. Both topics then show a link to the other.
    """
    about = whole_number(request.GET.get("about", ""))
    if about is None:
        return None
    return Topic.objects.visible_to(request.user).published().filter(board=board, pk=about).first()


def _begun(request: HttpRequest, board: Board, origin: Topic | None) -> dict:
    """Return the initial data for a new topic that the parameters of the address ask for.

    - title: the title, given by a search without results or by another page of the site.
    - link: the path of that page; the text then begins with the title, linked to it.
    - remit: the slug of a remit to ask.

    A question that is asked from a topic (origin) begins with that topic's title, unless the topic is closely marked,
    and with the stricter of its marking and the board's.
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
    """Return (field name, value) for what was typed into fields that only the forms of other topic kinds have.

    The page carries these values in hidden fields, so that they are still there if the writer changes the kind back.
    """
    given = dict(form.data.lists()) if form.is_bound else composer.draft.fields if composer.draft else {}
    others = {name for other in FORMS.values() for name in other.base_fields} - set(form.fields)
    return [(name, value) for name in sorted(others) for value in given.get(name, [])]


@signed_form
@retry_when_refused
def topic_reply(request: HttpRequest, topic_id: int) -> HttpResponse:
    try:
        topic = fetch_topic(request, topic_id)
    except Http404:
        return _reply_to_merged(request, topic_id) or not_found(request, place=reply_place(Topic(pk=topic_id)))
    composer = Composer(request, reply_place(topic), {"topic_id": topic.pk})
    initial = composer.initial(ReplyForm, topic=topic)
    closed = why_no_reply(request.user, topic)
    if closed and not composer.has_text:
        raise PermissionDenied(closed)
    quoted = _quoted(request, topic)
    if wants_json(request) and request.method == "GET":
        return JsonResponse({"head": quoted.head, "body": quoted.body})
    initial["body"] = quotes.added_to(initial.get("body", ""), quoted)
    if "to" in request.GET:
        initial["reply_to"] = request.GET["to"]
    form = composer.form(ReplyForm, closed, initial=initial, topic=topic)

    def publish() -> Post:
        sent = {"submission": composer.submission, "draft": composer.seen}
        return post_reply(topic=topic, author=request.user, **sent, **form.cleaned_data)

    if answer := _act(request, composer, form, publish, closed, topic=topic):
        return answer
    context = {
        **topic_context(topic, request),
        **_form_context(composer, form),
        "answered": _answered(request, form),
        "quoted": quoted,
        "wait": why_wait(request.user, topic),
    }
    return render(request, "forum/topic_reply.html", context, status=403 if closed else 200)


def _reply_to_merged(request: HttpRequest, topic_id: int) -> HttpResponse | None:
    """If the topic was merged while the person wrote a reply, save the reply as a draft for the merged topic.

    Returns a redirect to the reply form of the topic into which it was merged, which shows the draft. Returns None if
    the topic was not merged, the person cannot read the other topic, or nothing was sent.
    """
    merged = Topic.objects.visible_to(request.user).merged_from(topic_id).first()
    if merged is None or request.method != "POST" or wants_json(request):
        return None
    composer = Composer(request, reply_place(merged), {"topic_id": merged.pk})
    if not composer.save() or composer.draft is None:
        return None
    message = _(
        "This topic was merged into another topic while you wrote. Your reply is saved as a draft for that topic."
    )
    messages.warning(request, message)
    return redirect(composer.url)


def _answered(request: HttpRequest, form: ReplyForm) -> Post | None:
    """Return the post to which this is a reply, ready to be shown next to the form; None if it replies to no post."""
    answered = form.answered
    if answered is not None:
        with_quotes([answered], request.user, form.topic)
        topic_page.with_files([answered], request.user)
    return answered


def _quoted(request: HttpRequest, topic: Topic) -> quotes.Quote:
    """Return a quote of the post that the address names (?quote=), for a reply in this topic.

    The quote is empty if the post may not be quoted here.
    """
    post_id = whole_number(request.GET.get("quote", ""))
    return quotes.quote(post_id, writer=request.user, board=topic.board, marking=topic.marking)


def board_people(request: HttpRequest, board_slug: str) -> HttpResponse:
    """Return as JSON the people to suggest when a writer types @: only people who can read this board."""
    board = get_object_or_404(Board.objects.visible_to(request.user).select_related("circle"), slug=board_slug)
    people = mentions.suggested(request.GET.get("q", ""), board, request.user)
    return JsonResponse({"people": [{"write": person.written, "agency": person.agency} for person in people]})


def board_similar(request: HttpRequest, board_slug: str) -> HttpResponse:
    """Return an HTML fragment with topics whose titles are like the one that a member is typing; 204 if none are."""
    get_object_or_404(Board.objects.visible_to(request.user), slug=board_slug)
    topics = _similar(request, request.GET.get("title", ""))
    return render(request, "forum/board_similar.html", {"topics": topics}) if topics else HttpResponse(status=204)


def _similar(request: HttpRequest, title: str) -> list[Topic]:
    return similar_topics(Topic.objects.visible_to(request.user).published(), title)


def _act(
    request: HttpRequest,
    composer: Composer,
    form: Form,
    publish: Callable[[], Post],
    closed: str,
    topic: Topic | None = None,
) -> HttpResponse | None:
    """Save the draft or publish the post, and return the response; None if the form must be shown again.

    Before the form is shown again, its text is saved as a draft. closed: the reason why nothing can be published here;
    "" if it can. topic: for a reply, its topic; None for a new topic.
    """
    if request.method != "POST":
        return None
    if "save" in request.POST and (wants_json(request) or not closed):
        return _save(request, composer, topic)
    if "remove_file" in request.POST:
        return composer.remove_file()
    if form.is_valid() and not wants_preview(request):
        started = timezone.now()
        post = publish()
        if post.created_at < started:
            is_same = quotes.is_text_of(post, form.cleaned_data["body"]) and is_sent_as(post, form.cleaned_data)
            if not is_same:
                return _save_later_changes(request, composer)
            if post.submission != composer.submission:
                say_at(request, post, POSTED_BEFORE)
                return redirect(next_topics.carry_over(topic_page.url_of(post), request))
        _add_message(request, post, form.new_blame)
        return redirect(next_topics.carry_over(topic_page.url_of(post), request))
    is_saved = composer.save()
    if wants_json(request) and wants_preview(request) and form.is_valid() and not form.scan:
        html = render_to_string(
            "forum/_preview.html", {**_form_context(composer, form), "title": form.data.get("title")}
        )
        return JsonResponse({"preview": html, **_saved_as_json(composer, is_saved)})
    return None


def _save_later_changes(request: HttpRequest, composer: Composer) -> HttpResponse:
    """Save the text of a form that was sent again, with changes, after it was posted; redirect to that draft."""
    composer.save(is_changed=True)
    messages.warning(
        request,
        _("You have already posted this form, so we did not post it again. What you changed is saved as a draft."),
    )
    return redirect(composer.url)


def _save(request: HttpRequest, composer: Composer, topic: Topic | None) -> HttpResponse | None:
    """Save the draft and return the response; None if it was not saved, and the caller must show the form again.

    A reply typed on the topic's page leads back to the reply box on that page.
    """
    is_saved = composer.save()
    if wants_json(request):
        return JsonResponse(_saved_as_json(composer, is_saved), status=200 if is_saved else 409)
    if not is_saved:
        return None  # composer.unsaved has the reason
    if composer.is_other:
        messages.warning(request, OTHER)
        return redirect(composer.url)
    page, message = (
        whole_number(request.POST.get("topic_page", "")),
        _("Your draft is saved. You can find it under “Drafts”."),
    )
    if topic is None or not page:
        messages.success(request, message)
        return redirect(composer.url)
    messages.success(request, message, extra_tags=REPLY_BOX)
    url = with_query(topic.get_absolute_url(), page=str(page) if page > 1 else "")
    return redirect(f"{next_topics.carry_over(url, request)}#{REPLY_BOX}")


def _saved_as_json(composer: Composer, is_saved: bool) -> dict:
    """Return what a script needs after it has sent a form: data about the draft, and texts to show.

    version, sequence: the saved version of the draft and its save counter. message: whether the text was saved. advice:
    HTML about phrases that sound like blame; "" if there are none.
    """
    moment = timezone.localtime().strftime("%H:%M")
    message = _("Draft saved at %(time)s") % {"time": moment} if is_saved else composer.unsaved
    blame = advice_for(text for name in WORDS for text in composer.request.POST.getlist(name))
    advice = render_to_string("forum/_blame.html", {"blame": blame}) if blame else ""
    saved = {"version": composer.version, "sequence": composer.sequence, "message": message, "advice": advice}
    if composer.is_other:
        saved |= {"message": OTHER, "link": composer.compare_url, "link_text": SEE_BOTH}
    return saved


def _form_context(composer: Composer, form: Form) -> dict:
    is_preview = composer.request.method == "POST" and wants_preview(composer.request) and form.can_be_previewed()
    return {
        "form": form,
        "composer": composer,
        "preview": form.preview() if is_preview else "",
        "byline": form.byline() if is_preview else None,
        "is_redacted": "redact" in composer.request.POST,
    }


def _add_message(request: HttpRequest, post: Post, blame: list[Advice]) -> None:
    """Say whether the post is published. blame: advice that its writer has not read yet."""
    level = messages.INFO
    if post.waits_for_files_alone:
        message = _("Your files are being checked. Your post is published automatically after that.")
    elif post.is_live:
        message, level = _("Your post is published. Thank you."), messages.SUCCESS
    else:
        message = _("Your post is waiting for a moderator. Only you and the moderators can see it.")
    sentences = [message, *(_as_sentence(advice) for advice in blame)]
    if post.is_live and post.number == 1 and can_signal(request.user, post.topic):
        sentences.append(_("Your note does not count as a signal."))
        sentences.append(_("Say at the top of this page how often your agency is seeing this."))
    if blame:
        sentences.append(_("This is advice: you can change your words or leave them as they are."))
    say_at(request, post, " ".join(sentences), level)


def _as_sentence(advice: Advice) -> str:
    facts = {"found": advice.found, "instead": advice.instead}
    return _("“%(found)s” may sound like blame: many people write “%(instead)s” instead.") % facts
