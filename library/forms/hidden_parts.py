"""Form that asks why a hidden part of a file may stay in it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from library.forms.reason import ReasonForm


class ClearForm(ReasonForm):
    """Form that asks why a hidden part of a file may stay in it.

    others: how many other parts of the same kind in the file have no reason yet; they can be given the same one.
    """

    with_others = forms.BooleanField(required=False)

    def __init__(self, *args, others: int, **kwargs):
        super().__init__(
            *args,
            label=_("Why this is harmless"),
            help_text=_(
                "For example: “she agreed to be named”. A second person reads this, and the audit log records it."
            ),
            **kwargs,
        )
        if others:
            hint = ngettext(
                "The same applies to %(count)s other part of this kind in this file",
                "The same applies to %(count)s other parts of this kind in this file",
                others,
            )
            self.fields["with_others"].label = hint % {"count": others}
        else:
            del self.fields["with_others"]
