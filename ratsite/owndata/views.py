"""What is held about oneself: said in words, given as a copy. Mounted under /me/data/."""

import uuid

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from ratsite.files.serving import download_response
from ratsite.holdings import parts
from ratsite.owndata.actions.copying import ask_for_copy, discard_copy
from ratsite.owndata.models import KEPT, DataCopy


def data(request: HttpRequest) -> HttpResponse:
    copy = DataCopy.objects.visible_to(request.user).first()
    return render(request, "owndata/data.html", {"parts": parts(), "copy": copy, "days": KEPT.days})


@require_POST
def copy_make(request: HttpRequest) -> HttpResponse:
    if ask_for_copy(person=request.user):
        messages.success(request, "Your copy is being made. You are told when it is ready.")
    else:
        messages.info(request, "Your copy is being made already.")
    return redirect("owndata:data")


@require_POST
def copy_discard(request: HttpRequest) -> HttpResponse:
    if discard_copy(person=request.user):
        messages.success(request, "Your copy is deleted here.")
    return redirect("owndata:data")


def copy_download(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Whose copy it is comes first: for all others it is not there, and nobody asks for their password."""
    return _hand_over(request, get_object_or_404(DataCopy.objects.visible_to(request.user).ready(), key=key))


@reauthentication_required
def _hand_over(request: HttpRequest, copy: DataCopy) -> HttpResponse:
    """Whoever finds a computer unlocked takes nothing along: the password is asked for first."""
    return download_response(copy.content, name=copy.filename, media_type="application/zip")
