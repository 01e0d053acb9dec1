from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ratsite.accounts.enums import MemberState


def waiting(request: HttpRequest) -> HttpResponse:
    """Shown at the approval stage: the password was right, the network has not decided yet."""
    return render(
        request,
        "accounts/refused.html",
        {"state": MemberState.PENDING, "member_states": MemberState},
        status=403,
    )
