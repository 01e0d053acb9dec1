"""Forms that are filled in, then shown with what they do, then confirmed."""

from django.forms import Form
from django.http import HttpRequest


def is_still_writing(request: HttpRequest, form: Form) -> bool:
    """Nothing was sent yet, or what was sent is to be changed: by choice, or because something is wrong with it."""
    return request.method != "POST" or "back" in request.POST or not form.is_valid()
