from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User


def refusal(request: HttpRequest, person: User) -> HttpResponse:
    """The page that tells someone who proved who they are why they may not come in; 403."""
    context = {"state": person.standing, "member_states": MemberState}
    return render(request, "accounts/refused.html", context, status=403)
