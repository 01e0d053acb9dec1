"""The page that shows what a person will be able to read through circles before a coordinator lets them in."""

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ratsite.accounts.hooks import Joiner, joining_of


class Confirmation:
    """What a coordinator must confirm before letting in a person who will read circles.

    The page has the coordinator's form again, with a button “confirm” and the hash of what the page shows.
    """

    def __init__(self, request: HttpRequest, joiner: Joiner):
        self.request, self.joining = request, joining_of(joiner, request.user)
        self.sent_hash = request.POST.get("joining_hash", "")

    @property
    def is_given(self) -> bool:
        return not self.joining.circles or ("confirm" in self.request.POST and self.is_up_to_date)

    @property
    def is_up_to_date(self) -> bool:
        return self.sent_hash == self.joining.shown_hash

    def page(self, form: BaseForm, back: str) -> HttpResponse:
        """Return the page on which the coordinator confirms what the person will be able to read.

        Its status is 409 if the coordinator has confirmed a list that has changed since. back: the address of the page
        with the form.
        """
        is_stale = "confirm" in self.request.POST
        context = {"joining": self.joining, "form": form, "back": back, "is_stale": is_stale}
        context["own_hash"] = "" if "shown_hash" in form.fields else self.request.POST.get("shown_hash", "")
        return render(self.request, "accounts/joining_confirm.html", context, status=409 if is_stale else 200)
