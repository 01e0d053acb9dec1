"""Parts of pages that are drawn once, and again only when something that they are given differs.

The key is everything that a part is given: of a model instance every loaded column, and so on for each instance that
was fetched with it. Nothing kept can be out of date, and nothing drawn for one person reaches another who was not given
the very same values. A part must print nothing else: not the time of day, not who is signed in.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from django.conf import settings
from django.db.models import Model
from django.forms import BoundField, NullBooleanSelect, RadioSelect, Select, Textarea
from django.forms.widgets import ChoiceWidget, Input, Widget
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

PLAIN_WIDGETS = (Input, Textarea, RadioSelect, Select)
MOST_CHOICES = 20  # what long lists offer differs from reader to reader, and each choice takes 300 bytes
MOST_PARTS = 2_000  # of one template; posts take about 5 kB each with their keys: 10 MB of each worker, beside others


class _Part:
    """One part to draw; equal to another when it would come out the same. Unhashable values raise TypeError."""

    __slots__ = ("hash", "key", "template_name", "values")

    def __init__(self, template_name: str, values: dict):
        self.template_name, self.values = template_name, values
        self.key = (template_name, *((name, *_facts(value)) for name, value in values.items()))
        self.hash = hash(self.key)

    def __eq__(self, other) -> bool:
        return self.key == other.key

    def __hash__(self) -> int:
        return self.hash


def _facts(value, above: tuple[Model, ...] = ()) -> tuple:
    """Instances may know each other, as the ends of a one-to-one do: one that stands above says only its number."""
    if isinstance(value, BoundField):
        return _facts_of_field(value)
    if not isinstance(value, Model):
        return (value.__class__, value)
    if any(value is one for one in above):
        return (value.__class__, value.pk)
    loaded = value.__dict__.copy()
    state = loaded.pop("_state")
    own = [tuple(item) if item.__class__ is list else item for item in loaded.values()]
    related = [(name, *_facts(item, (*above, value))) for name, item in state.fields_cache.items()]
    return (value.__class__, *loaded, *own, *related)


def _facts_of_field(bound: BoundField) -> tuple:
    """Of a form's field in which nothing has been typed: all that its template and its widget print.

    Any other raises TypeError: what somebody wrote is kept nowhere. What can be chosen is looked up each time, and the
    widget is given what was found, so that it does not look it up again.
    """
    form, field, widget = bound.form, bound.field, bound.field.widget
    if form.initial or not _is_plain(widget) or (form.is_bound and (bound.data or bound.errors)):
        raise TypeError
    choices: list = []
    if isinstance(widget, ChoiceWidget):
        choices = widget.choices = list(iter(widget.choices))  # without iter, Django would first ask how many there are
    if len(choices) > MOST_CHOICES:
        raise TypeError
    rest = {name: value for name, value in vars(widget).items() if name not in ("attrs", "choices", "_choices")}
    return (
        *(bound.__class__, field.__class__, widget.__class__, *rest.items(), *widget.attrs.items()),
        *(bound.html_name, bound.auto_id, str(bound.label), str(bound.help_text)),
        *(bound.initial, field.required, field.disabled, form.use_required_attribute, form.is_bound),
        _printed(choices),
    )


def _is_plain(widget: Widget) -> bool:
    """A NullBooleanSelect has something chosen where nothing was."""
    return isinstance(widget, PLAIN_WIDGETS) and not isinstance(widget, NullBooleanSelect)


def _printed(choices: Sequence) -> tuple:
    """Words, not the rows that they come from; with their class, as safe ones equal those that are to be escaped."""
    return tuple(
        (str(key), _printed(label)) if isinstance(label, list | tuple) else (str(key), label.__class__, str(label))
        for key, label in choices
    )


def draw(template_name: str, values: dict) -> SafeString:
    """The template with these values and nothing else, as `include ... only` would print it."""
    if settings.DEBUG:  # whoever edits a template wants to see it
        return render_to_string(template_name, values)
    try:
        part = _Part(template_name, values)
    except TypeError:
        return render_to_string(template_name, values)
    return _drawer(template_name)(part)


@cache
def _drawer(template_name: str) -> Callable[[_Part], SafeString]:
    """Keeps the parts of one template: many small ones of another do not push them out."""
    return lru_cache(maxsize=MOST_PARTS)(_drawn)


def _drawn(part: _Part) -> SafeString:
    html = render_to_string(part.template_name, part.values)
    part.values = {}  # the key stays; the instances need not
    return html
