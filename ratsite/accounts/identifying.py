"""Words about somebody's work, looked at for what identifies anybody else.

No published contact passes here, as it does in the forum: a stranger could learn by trying whose contacts we know.
"""

from collections.abc import Iterable

from django.forms import BaseForm

from ratsite.lib.identifiers import Strength, find


def refuse_identifiers(form: BaseForm, fields: Iterable[str], own: Iterable[str] = ()) -> None:
    """An error at each of these fields that may identify somebody; `own` is what the writer may say of themselves."""
    own = [value for value in own if value]
    for field in fields:
        text = form.cleaned_data.get(field) or ""
        found = [finding for finding in find(text, own) if finding.strength >= Strength.ASK]
        for finding in found[:MOST_NAMED]:
            quoted = text[finding.start : finding.end]
            form.add_error(field, f"Take out “{quoted}”: it looks like a {finding.name}, and may lead to somebody")


MOST_NAMED = 5  # errors at one field: who pastes a list sees enough with these
