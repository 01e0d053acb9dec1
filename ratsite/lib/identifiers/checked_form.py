"""A base form for texts that others will read, or that the audit log stores."""

from collections.abc import Callable, Iterable

from django.forms import Form

from ratsite.lib.identifiers.refusal import Allow, refuse_identifiers


class CheckedForm(Form):
    """Base form that refuses identifiers in its `checked_fields`.

    allowed: the allow-list, as the argument `own` of `refuse_identifiers`.
    """

    checked_fields: Iterable[str] = ("reason",)
    allowed: Iterable[str] | Callable[[], Allow] = ()

    def clean(self) -> dict:
        super().clean()
        refuse_identifiers(self, self.checked_fields, self.allowed)
        return self.cleaned_data
