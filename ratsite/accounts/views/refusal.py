"""The page that tells a person who entered the right password why signing in is refused."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ratsite.accounts.enums import MemberState
from ratsite.accounts.hooks import why_shut_out
from ratsite.accounts.models import User


def refusal(request: HttpRequest, person: User) -> HttpResponse:
    context = {"state": person.state_today, "member_states": MemberState, "explanation": why_shut_out(person)}
    return render(request, "accounts/refused.html", context, status=403)
