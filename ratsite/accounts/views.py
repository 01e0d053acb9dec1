"""One's own account, where allauth has no page for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ratsite.accounts.actions.bounces import trust_address


@require_POST
def address_works(request: HttpRequest) -> HttpResponse:
    """The person says that mail reaches them again."""
    if trust_address(person=request.user):
        messages.success(request, "Thank you. Mail goes to your address again.")
    return redirect("notifications:mail_choices")
