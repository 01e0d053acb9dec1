"""Refuse identifiers in form fields that others will read. Nothing found is stored.

    def clean(self):
        data = super().clean()
        refuse_identifiers(self, ["purpose"], published_contacts)
        return data

Each finding becomes an error at its field. The error quotes what was found and offers a button to remove it. The button
sends the form with REDACT, and the page shows the form again without the identifiers: nothing is saved. If the form has
an ExplanationField named EXPLANATION, the writer can instead say why no private person can be identified; another
person must then check the text.
"""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import cast

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField, CharField, HiddenInput
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratsite.lib.identifiers import Allow, Strength, redact
from ratsite.lib.identifiers.allow import as_allow
from ratsite.lib.identifiers.passages import Passage, scan

MOST_NAMED = 5  # errors shown at one field: enough for a pasted list
REDACT, EXPLANATION = "redact", "explanation"
REDACTED = "redacted"  # code of the message that says what REDACT has done
SHORTEST_EXPLANATION = 10  # characters: a shorter text is hardly a reason
TOO_SHORT = gettext_lazy("Say in a few words why this does not identify a private person")
WHY_PUBLIC = gettext_lazy("Why these contact details are public")
TAKEN_OUT = gettext_lazy(
    "We removed what may identify someone. Nothing has been sent yet. Read your text again before you go on."
)
NOT_READ = gettext_lazy(
    "We could not read the whole file, so we cannot tell whether it identifies someone. Save a shorter or "
    "simpler copy, without scanned pages, films, sounds or other files inside it, and add that copy."
)
IN_FILE_NAME = gettext_lazy("The file name may contain this: %(names)s. Give the file another name.")
NOTHING_LEFT = gettext_lazy(
    "There is nothing left to remove. Nothing has been sent yet. Read your text again before you go on."
)


class ExplanationField(CharField):
    """Optional form field in which the writer says why a text identifies no private person.

    It is hidden until an identifier is found. is_always_shown: show it from the start, because the explanation is also
    for texts that are checked later, such as that of a file.
    """

    def __init__(self, *, label=WHY_PUBLIC, is_always_shown: bool = False, **kwargs):
        # A hidden field cannot show an error, so `refuse_identifiers` checks its length only if it is needed.
        shortest = SHORTEST_EXPLANATION if is_always_shown else None
        errors = {"min_length": TOO_SHORT}
        super().__init__(label=label, required=False, min_length=shortest, error_messages=errors, **kwargs)
        self.is_always_shown, self.input = is_always_shown, self.widget
        if not is_always_shown:
            self.widget = HiddenInput()

    def show(self) -> None:
        self.widget = self.input


class Identifies(ValidationError):
    """Validation error for one identifier that was found in a form field, with the passage around it."""

    def __init__(self, passage: Passage, *, can_be_explained: bool = False):
        if can_be_explained:
            message = _("Remove “%(found)s”, or say below why it is public. It may identify someone (%(name)s).")
        else:
            message = _("Remove “%(found)s”. It may identify someone (%(name)s).")
        super().__init__(message % {"found": passage.found, "name": _(passage.finding.name)}, code="identifies")
        self.passage = passage


def refuse_identifiers(
    form: BaseForm,
    fields: Iterable[str],
    own: Iterable[str] | Callable[[], Allow] = (),
    *,
    least: Strength = Strength.ASK,
    never: Collection[str] = (),
) -> set[str]:
    """Add an error to each of these form fields for each identifier in it, unless the writer has explained it.

    An explanation says why no private person can be identified (ExplanationField). Returns the names of the fields with
    explained identifiers: another person must check them.

    own: the allow-list, or a function that returns it. Leave it out for a form that strangers use: they could try
    contacts, and so learn which ones we know. least: the lowest strength of a finding that is an error. never: names of
    fields in which an explanation does not count.
    """
    explanation_field = cast(ExplanationField | None, form.fields.get(EXPLANATION))
    names = [*fields, EXPLANATION] if explanation_field else [*fields]
    scanned = scan(
        [(name, "", form.cleaned_data.get(name) or "") for name in names],
        own if callable(own) else partial(as_allow, own),
    )
    scanned = scanned.requiring_removal(lambda passage: passage.field in never)
    passages = [passage for passage in scanned.passages if passage.finding.strength >= least]
    if REDACT in form.data:
        _remove_passages(form, passages)
        return set()
    can_be_explained = False
    if explanation_field and passages:
        can_be_explained = scanned.can_be_explained and not scanned.is_in(EXPLANATION)
        explanation_field.show()
        explanation = form.cleaned_data.get(EXPLANATION, "")
        if can_be_explained and len(explanation) >= SHORTEST_EXPLANATION:
            return {passage.field for passage in passages}
        if can_be_explained and explanation:
            form.add_error(EXPLANATION, TOO_SHORT)
    if explanation_field and not explanation_field.is_always_shown:
        form.cleaned_data[EXPLANATION] = ""
    for name in names:
        for passage in [passage for passage in passages if passage.field == name][:MOST_NAMED]:
            form.add_error(name, Identifies(passage, can_be_explained=can_be_explained))
    return set()


def passages_at(field: BoundField) -> list[Passage]:
    return [error.passage for error in field.errors.data if isinstance(error, Identifies)]


def _remove_passages(form: BaseForm, passages: list[Passage]) -> None:
    """Remove the identifiers of these passages from the form's fields, and add an error: the form is shown again."""
    data = cast(QueryDict, form.data).copy()
    for name in {passage.field for passage in passages}:
        findings = [passage.finding for passage in passages if passage.field == name]
        data[form.add_prefix(name)] = redact(form.cleaned_data[name], findings)
    form.data = data
    form.add_error(None, ValidationError(TAKEN_OUT if passages else NOTHING_LEFT, code=REDACTED))
