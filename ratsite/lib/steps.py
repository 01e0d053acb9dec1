"""Support forms in three steps: fill in, review the effect, confirm."""

from django.forms import Form
from django.http import HttpRequest


def is_still_writing(request: HttpRequest, form: Form) -> bool:
    """Return True until the form can be reviewed: on GET, when the user goes back, or if it has errors."""
    return request.method != "POST" or "back" in request.POST or not form.is_valid()
