"""Pages about one post: edit, withdraw, history, content note, and the answer to a moderator's question."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from forum.actions.add_content_note import note_post
from forum.actions.ask_author import answer_moderators
from forum.actions.edit import edit_post
from forum.actions.save_draft import edit_place
from forum.actions.undo_withdrawal import undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.enums import RevisionState
from forum.forms.decision import AnswerForm
from forum.forms.flag import NoteForm
from forum.forms.post import EditForm
from forum.models import ModeratorQuestion, Post, Revision, Withdrawal
from forum.queries import topic_page
from forum.queries.hashes import hash_of_note, hash_of_text, newest_text
from forum.queries.post_history import history, was_reworded
from forum.queries.quotes import as_read
from forum.queries.readers_of_post import withdrawal_context
from forum.rules.posts import can_edit, can_note, can_withdraw, why_no_edit, why_no_undo, why_withdrawal_is_final
from forum.views.composer import Composer, signed_form, wants_preview
from forum.views.notices import say_at
from forum.views.refused_text import not_found, retry_when_refused, saves_text
from forum.views.topics import readers_of
from ratsite.accounts.models import User
from ratsite.lib.numbers import whole_number
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking

NOTE_CHANGED = gettext_lazy(
    "Someone else changed the content note after you opened this page. It is “%(note)s” now. Send yours again to "
    "replace it."
)
NOTE_REMOVED = gettext_lazy(
    "Someone else removed the content note after you opened this page. Send yours again to put it on the post."
)


@signed_form
@retry_when_refused
def post_edit(request: HttpRequest, post_id: int) -> HttpResponse:
    try:
        stored = _post(request.user, post_id)
    except Http404:
        return not_found(request, place=edit_place(Post(pk=post_id)))
    composer = Composer(request, edit_place(stored), {"post_id": stored.pk})
    closed = why_no_edit(request.user, stored)
    if closed and (stored.author != request.user or not composer.has_text):
        raise PermissionDenied(closed if stored.author == request.user else "")
    newest = newest_text(stored)
    first_shown = newest if isinstance(newest, Revision) else _rejected_edit(request, stored) or stored
    initial = {
        "body": as_read(stored, first_shown.source, request.user),
        "content_note": first_shown.content_note,
        "shown": hash_of_text(newest),
    } | composer.initial(EditForm, post=stored)
    form = composer.form(EditForm, closed, initial=initial, post=stored)
    preview, meanwhile = "", None
    if "remove_file" in request.POST and (answer := composer.remove_file()):
        return answer
    if request.method == "POST":
        if form.is_valid() and not wants_preview(request):
            try:
                post = edit_post(post_id=stored.pk, editor=request.user, draft=composer.seen, **form.cleaned_data)
            except Stale:
                stored.refresh_from_db()
                newest = newest_text(stored)
                form.show_changed_since(hash_of_text(newest))
                meanwhile = {"text": as_read(stored, newest.source, request.user), "note": newest.content_note}
            else:
                _add_message(request, post)
                return redirect(topic_page.url_of(post))
        if _differs(request, initial) or composer.draft:
            composer.save()
        preview = form.preview() if wants_preview(request) and form.can_be_previewed() else ""
    context = {
        "post": stored,
        "topic": stored.topic,
        "board": stored.topic.board,
        "marking": Marking(stored.topic.marking),
        "readers": readers_of(stored.topic.board),
        "form": form,
        "composer": composer,
        "preview": preview,
        "meanwhile": meanwhile,
        "is_redacted": "redact" in request.POST,
    }
    return render(request, "forum/post_edit.html", context, status=403 if closed else 200)


def _differs(request: HttpRequest, shown: dict) -> bool:
    """True if the sent form's values differ from those that the form showed, or if it has files.

    An unchanged text is not saved as a draft, because the draft would keep quoted text that may become hidden later.
    """
    sent = {
        name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in ("body", "content_note", "reason")
    }
    shown_texts = {name: shown.get(name, "").replace("\r\n", "\n").strip() for name in sent}
    return bool(request.FILES) or sent != shown_texts


def _rejected_edit(request: HttpRequest, post: Post) -> Revision | None:
    """Return the rejected edit of the post that its author wants to correct (?again=); None if there is none."""
    number = whole_number(request.GET.get("again", ""))
    return post.revisions.filter(state=RevisionState.REJECTED, pk=number).first() if number else None


def post_note(request: HttpRequest, post_id: int) -> HttpResponse:
    post = _post(request.user, post_id)
    if not can_note(request.user, post):
        raise PermissionDenied
    form = NoteForm(request.POST or None, initial={"note": post.content_note, "shown": hash_of_note(post)})
    if request.method == "POST" and form.is_valid():
        try:
            is_changed = note_post(post_id=post.pk, moderator=request.user, **form.cleaned_data)
        except Stale:
            post = _post(request.user, post_id)
            form = NoteForm({**request.POST.dict(), "shown": hash_of_note(post)})
            form.add_error("note", NOTE_CHANGED % {"note": post.content_note} if post.content_note else NOTE_REMOVED)
        else:
            if is_changed:
                say_at(
                    request,
                    post,
                    _("The content note has been changed. The topic shows the change, with your reason."),
                    messages.SUCCESS,
                )
            return redirect(topic_page.url_of(post))
    return render(request, "forum/post_note.html", {"post": post, "topic": post.topic, "form": form})


def post_withdraw(request: HttpRequest, post_id: int) -> HttpResponse:
    """Withdraw the user's post.

    The page first says what is removed and how many have read it. After the withdrawal, the page offers to undo it.
    """
    post = _own_withdrawn(request.user, post_id) or _post(request.user, post_id)
    if post.is_withdrawn:
        return _withdrawn_page(request, post)
    if not can_withdraw(request.user, post):
        raise PermissionDenied
    if request.method == "POST":
        withdraw_post(post_id=post.pk, author=request.user)
        return redirect("forum:post_withdraw", post_id=post.pk)
    context = {"post": post, "topic": post.topic, "board": post.topic.board, **withdrawal_context(post)}
    context["why_withdrawal_is_final"] = why_withdrawal_is_final(request.user, post)
    # No reader has seen the topic yet: it was never published with this post or another.
    is_unseen_topic = post.number is None and not post.topic.posts.exclude(pk=post.pk).exists()
    context["is_unseen_topic"] = is_unseen_topic
    context["removes_topic"] = is_unseen_topic or (post.number is not None and context["is_whole_topic"])
    return render(request, "forum/post_withdraw.html", context)


def _own_withdrawn(person: User, post_id: int) -> Post | None:
    return Post.objects.withdrawn_by(person).select_related("topic__board__circle").filter(pk=post_id).first()


def _withdrawn_page(request: HttpRequest, post: Post) -> HttpResponse:
    if post.author != request.user:
        raise Http404
    withdrawal = Withdrawal.objects.visible_to(request.user).filter(post=post).select_related("draft__board").first()
    context = {
        "post": post,
        "topic": post.topic,
        "board": post.topic.board,
        "why_no_undo": why_no_undo(request.user, post),
        "draft": withdrawal.draft if withdrawal else None,
        "left_files": post.attachments.left_with_post().select_related("stored_file"),
    }
    return render(request, "forum/post_withdraw.html", context)


@require_POST
def post_undo(request: HttpRequest, post_id: int) -> HttpResponse:
    withdrawn = _own_withdrawn(request.user, post_id) or _post(request.user, post_id)
    if withdrawn.author != request.user:
        raise PermissionDenied
    if withdrawn.is_withdrawn and (why := why_no_undo(request.user, withdrawn)):
        messages.warning(request, why)
        return redirect("forum:post_withdraw", post_id=withdrawn.pk)
    post = undo_withdrawal(post_id=withdrawn.pk, author=request.user)
    messages.success(request, _("Your post has been restored."))
    return redirect(topic_page.url_of(post))


def post_history(request: HttpRequest, post_id: int) -> HttpResponse:
    post = _post(request.user, post_id)
    changes, own = history(post, request.user)
    context = {"post": post, "topic": post.topic, "changes": changes, "own": own}
    context["can_edit"] = can_edit(request.user, post)
    context["was_reworded"] = was_reworded(post)
    return render(request, "forum/post_history.html", context)


def _post(person: User, post_id: int) -> Post:
    posts = Post.objects.visible_to(person).with_authors().select_related("topic__board__circle")
    return get_object_or_404(posts, pk=post_id)


def _add_message(request: HttpRequest, post: Post) -> None:
    if post.is_held:
        say_at(request, post, _("Your post is waiting for a moderator. Only you and the moderators can see it."))
    elif post.revisions.pending().exists():
        say_at(
            request,
            post,
            _("Your change is waiting for a moderator. Until it is approved, others see the earlier version."),
        )
    else:
        say_at(request, post, _("Your post has been changed."), messages.SUCCESS)


@saves_text("answer")
def post_answer(request: HttpRequest, post_id: int) -> HttpResponse:
    """Answer the moderators' open question about the user's post; 404 if there is none."""
    questions = (
        ModeratorQuestion.objects.visible_to(request.user).filter(post=post_id).select_related("post__topic__board")
    )
    question = questions.open().first()
    if question is None:
        asked, answer = questions.last(), request.POST.get("answer", "").strip()
        if asked is None or not answer or asked.answer != answer:
            raise Http404
        return _answer_received(request, asked)  # the form was sent twice
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not answer_moderators(post_id=post_id, author=request.user, **form.cleaned_data):
            raise Http404  # as above, or a moderator has decided in the meantime
        return _answer_received(request, question)
    context = {"question": question, "post": question.post, "topic": question.post.topic, "form": form}
    context["can_edit"] = can_edit(request.user, question.post)
    return render(request, "forum/post_answer.html", context)


def _answer_received(request: HttpRequest, question: ModeratorQuestion) -> HttpResponse:
    thanks = _("Thank you. The moderators have your answer and will look at your post again.")
    say_at(request, question.post, thanks, messages.SUCCESS)
    return redirect(topic_page.url_of(question.post))
