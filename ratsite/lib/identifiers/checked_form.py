"""A base form for texts that others will read, or that the audit log stores."""

from collections.abc import Callable, Iterable

from django.core.validators import MinLengthValidator
from django.forms import CharField, Form
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.refusal import Allow, refuse_identifiers

SHORTEST_REASON = 3  # characters: “x” is a slip, “old” may say why
TOO_SHORT_REASON = _("Say why in a few words")
says_something = MinLengthValidator(SHORTEST_REASON, TOO_SHORT_REASON)  # for a reason in another form than CheckedForm


class CheckedForm(Form):
    """Base form that refuses identifiers in its `checked_fields`, and a typed reason that is too short to say anything.

    allowed: the allow-list, as the argument `own` of `refuse_identifiers`.
    """

    checked_fields: Iterable[str] = ("reason",)
    allowed: Iterable[str] | Callable[[], Allow] = ()

    def clean(self) -> dict:
        super().clean()
        reason = self.cleaned_data.get("reason") or ""
        if isinstance(self.fields.get("reason"), CharField) and 0 < len(reason) < SHORTEST_REASON:
            self.add_error("reason", TOO_SHORT_REASON)
        refuse_identifiers(self, self.checked_fields, self.allowed)
        return self.cleaned_data
