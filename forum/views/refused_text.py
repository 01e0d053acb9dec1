"""What happens to a sent text if a view refuses it: it is saved as a draft, or the view runs again and says why."""

import uuid
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forum.actions.save_draft import save_without_place
from forum.actions.save_draft_files import save_files
from forum.models import Draft
from forum.views.composer import sent_files
from ratsite.accounts.actions.lock_rows import reloaded
from ratsite.lib.numbers import uuid_of


def not_found(request: HttpRequest, **where: str | int) -> HttpResponse:
    """Return the 404 response for a topic, board or post that does not exist or that this person may not see.

    If a form was sent, its text and files are saved as a draft, so that they are not lost. where: a filter on Draft; if
    this person has such a draft, the page mentions it.
    """
    if request.method == "POST":
        number = uuid_of(request.POST.get("submission", "")) or uuid.uuid4()
        draft = save_without_place(person=request.user, submission=number, fields=dict(request.POST.lists()))
        if draft is not None:
            save_files(draft_id=draft.pk, person=request.user, uploads=sent_files(request))
        is_saved = draft is not None
    else:
        is_saved = Draft.objects.current().filter(person=request.user, **where).exists()
    if is_saved:
        return render(request, "404.html", {"is_saved": True}, status=404)
    raise Http404


def saves_text(field: str) -> Callable:
    """Decorate a view so that if it refuses a form, the text in the form's `field` is saved as the user's draft."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except (PermissionDenied, Http404) as refusal:
                sent = {"body": request.POST.getlist(field)}
                if not save_without_place(person=request.user, submission=uuid.uuid4(), fields=sent):
                    raise
                status = 403 if isinstance(refusal, PermissionDenied) else 404
                return render(request, f"{status}.html", {"is_saved": True}, status=status)

        return wrapper

    return decorate


def retry_when_refused(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view so that it runs again if its action raises PermissionDenied for a sent form.

    The second run tells the user what has changed. It reads the user again, because the user's own rights may have
    changed.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            if request.method != "POST":
                raise
            request.user = reloaded(request.user)
            return view(request, *args, **kwargs)

    return wrapper
