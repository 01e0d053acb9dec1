"""Words in a form that others will read, looked at for what identifies anybody; nothing found is kept.

What may pass is the caller's to say. Where a stranger writes no published contact passes: they could learn by trying
whose contacts we know.
"""

from collections.abc import Iterable

from django.forms import BaseForm

from ratsite.lib.identifiers import Allow, Kind, Strength, find

MOST_NAMED = 5  # errors at one field: who pastes a list sees enough with these
AN = {Kind.NHS, Kind.IBAN, Kind.EMAIL, Kind.NRM}  # what stands before their names


def refuse_identifiers(
    form: BaseForm, fields: Iterable[str], own: Iterable[str] | Allow = (), *, least: Strength = Strength.ASK
) -> None:
    """An error at each of these fields that may identify somebody; `own` may stand there.

    least: what is weaker passes.
    """
    own = own if isinstance(own, Allow) else [value for value in own if value]
    for field in fields:
        text = form.cleaned_data.get(field) or ""
        found = [finding for finding in find(text, own) if finding.strength >= least]
        for finding in found[:MOST_NAMED]:
            quoted = text[finding.start : finding.end]
            name = f"{'an' if finding.kind in AN else 'a'} {finding.name}"
            form.add_error(field, f"Take out “{quoted}”: it looks like {name}, and may lead to somebody")
