from collections.abc import Callable, Iterable

from django.forms import Form

from ratsite.lib.identifiers.refusal import Allow, refuse_identifiers


class ReasonForm(Form):
    """Base form with a reason that a log keeps, so it takes no identifiers.

    own: the identifiers that it takes all the same, as in `refuse_identifiers`.
    """

    own: Iterable[str] | Callable[[], Allow] = ()

    def clean(self) -> dict:
        super().clean()
        refuse_identifiers(self, ["reason"], self.own)
        return self.cleaned_data
