"""The page that tells somebody why they may not come in. Who knows more about it registers an explanation."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User


@dataclass(frozen=True)
class Explanation:
    """Of a suspension that runs out."""

    until: dt.datetime
    reason: str
    answer_url: str  # where they can appeal, or read what became of it


_explainers: list[Callable[[User], Explanation | None]] = []


def explain_with(explainer: Callable[[User], Explanation | None]) -> None:
    _explainers.append(explainer)


def refusal(request: HttpRequest, person: User) -> HttpResponse:
    """The page that tells someone who proved who they are why they may not come in; 403."""
    explanation = next(filter(None, (explainer(person) for explainer in _explainers)), None)
    context = {"state": person.standing, "member_states": MemberState, "explanation": explanation}
    return render(request, "accounts/refused.html", context, status=403)
