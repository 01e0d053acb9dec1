"""What happens to a new topic or reply that is sent: it is posted, saved as a draft, or shown again."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Post, Topic
from forum.models.draft import WORDS
from forum.queries import topic_page
from forum.queries.sent_form import is_sent_as
from forum.rules.topics import can_signal
from forum.text import quotes
from forum.text.blame_check import advice_for
from forum.views.composer import OTHER, SEE_BOTH, Composer, wants_json, wants_preview
from forum.views.notices import REPLY_BOX, say_at
from ratsite.lib.addresses import with_query
from ratsite.lib.blame import Advice
from ratsite.lib.numbers import whole_number
from ratsite.lib.paging import next_topics

POSTED_BEFORE = gettext_lazy("You have already posted this, so we did not post it again.")


def answer_to(
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
            "forum/_preview.html", {**form_context(composer, form), "title": form.data.get("title")}
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


def form_context(composer: Composer, form: Form) -> dict:
    is_preview = composer.request.method == "POST" and wants_preview(composer.request) and form.can_be_previewed()
    return {
        "form": form,
        "composer": composer,
        "preview": form.preview() if is_preview else "",
        "byline": form.byline() if is_preview else None,
        "is_redacted": "redact" in composer.request.POST,
    }


def _add_message(request: HttpRequest, post: Post, blame: list[Advice]) -> None:
    """Add a message that says whether the post is published. blame: advice that its writer has not read yet."""
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
