"""Send files of posts, and ask for a download reason where the marking requires it."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forum.actions.give_reason import give_reason
from forum.models import Attachment, DownloadReason, TopicPrint
from forum.rules.posts import can_open_held_file, needs_download_reason
from forum.rules.topics import can_read_reasons
from forum.views.topics import fetch_topic
from ratsite.files.download_reasons import DownloadForm
from ratsite.files.responses import private_response, thumbnail_response
from ratsite.lib.paging.pager import page_of
from ratsite.network.enums import Marking

REASONS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def file_download(request: HttpRequest, file_id: uuid.UUID, name: str) -> HttpResponse:
    """Send the file. If the user must first give a download reason, show the form for it instead.

    The form is shown for HEAD and range requests too. name: the name of the file, at the end of the address; a wrong
    name gives 404.
    """
    file = _file(request, pk=file_id, stored_file__name=name)
    if not needs_download_reason(request.user, file):
        return redirect(file) if request.method == "POST" else private_response(file.stored_file)
    form = DownloadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        give_reason(attachment_id=file.pk, reader=request.user, **form.cleaned_data)
        return redirect(file)
    marking = Marking(file.post.topic.marking)
    post, stored = file.post, file.stored_file
    back = {"back_url": post.get_absolute_url(), "back_title": post.topic.title}
    context = {"stored": stored, "marking": marking, "form": form, **back}
    return render(request, "forum/file_download.html", context)


@require_safe
def file_thumbnail(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Send the thumbnail of an attached picture, which the topic's page shows.

    Every reader of the post sees the thumbnail, so it needs no download reason.
    """
    return thumbnail_response(_file(request, pk=file_id, stored_file__thumbnail__gt="").stored_file)


@require_safe
def held_file(request: HttpRequest, file_id: uuid.UUID, name: str) -> HttpResponse:
    """Send a moderator a file that waits for their decision, without asking for a download reason.

    It is a file of a held or flagged post, or of a pending edit. Once this is decided, file_download sends the file,
    with a reason if the marking requires one.
    """
    files = Attachment.objects.moderated_by(request.user).served()
    files = files.select_related("stored_file", "post__author", "post__topic__board")
    file = get_object_or_404(files, pk=file_id, stored_file__name=name)
    if not can_open_held_file(request.user, file):
        raise Http404
    return private_response(file.stored_file)


def topic_downloads(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_topic(request, topic_id)
    if not can_read_reasons(request.user, topic):
        raise PermissionDenied
    given = DownloadReason.objects.moderated_by(request.user).filter(post__topic=topic)
    given = given.select_related("person", "agency", "post", "attachment__stored_file")
    reasons, pager = page_of(given, request.GET.get("page"), REASONS_A_PAGE)
    prints = TopicPrint.objects.moderated_by(request.user).of(topic).select_related("person", "agency")
    context = {"topic": topic, "reasons": reasons, "pager": pager, "prints": prints[:REASONS_A_PAGE]}
    return render(request, "forum/topic_management/topic_downloads.html", context)


def _file(request: HttpRequest, **which) -> Attachment:
    files = Attachment.objects.visible_to(request.user).served().select_related("stored_file", "post__topic")
    return get_object_or_404(files, **which)
