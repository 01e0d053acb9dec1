"""Fragment cache: rendered parts of pages, cached in each process under the values that they are rendered from.

`draw(template_name, values)` renders a template from these values and nothing else, and returns the cached HTML when it
is given equal values again. The key contains the values themselves: for a model instance every loaded column, and the
same for each related instance fetched with it. So a fragment is never out of date, and never reaches a reader who was
not given the same values. In return, a fragment's template must use nothing else: not the time, not the signed-in user.
The language and the network's own name are part of the key.

Private API of Django: `_state.fields_cache` of model instances. tests/lib/paging/test_fragments.py fails if it changes.
Reasons and measurements: docs/decisions/0031-fragment-cache.md.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from django.conf import settings
from django.db.models import Model
from django.forms import BoundField, NullBooleanSelect, RadioSelect, Select, Textarea
from django.forms.widgets import ChoiceWidget, Input, Widget
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ratsite.lib.own_network import last_known

PLAIN_WIDGETS = (Input, Textarea, RadioSelect, Select)
MOST_CHOICES = 20  # longer lists differ between readers, and each choice takes 300 bytes
MOST_FRAGMENTS = 2_000  # fragments of one template; a post takes about 5 kB with its key, so 10 MB in each worker


class _Fragment:
    """The cache key of a fragment; fragments with equal keys have the same HTML.

    Raises TypeError for values that are not hashable.
    """

    __slots__ = ("hash", "key", "template_name", "values")

    def __init__(self, template_name: str, values: dict):
        self.template_name, self.values = template_name, values
        about_all = (template_name, get_language(), last_known())
        self.key = (*about_all, *((name, *_facts(value)) for name, value in values.items()))
        self.hash = hash(self.key)

    def __eq__(self, other) -> bool:
        return self.key == other.key

    def __hash__(self) -> int:
        return self.hash


def _facts(value, above: tuple[Model, ...] = ()) -> tuple:
    """Return a hashable tuple that identifies a value in a cache key, such as all loaded columns of a model instance.

    Instances may refer to each other, as the ends of a one-to-one do. So an instance in `above`, through which this
    value was reached, is identified by its primary key alone.
    """
    if isinstance(value, BoundField):
        return _facts_of_field(value)
    if isinstance(value, dict):
        return (value.__class__, *((name, *_facts(item, above)) for name, item in value.items()))
    if not isinstance(value, Model):
        return (value.__class__, value)
    if any(value is one for one in above):
        return (value.__class__, value.pk)
    loaded = value.__dict__.copy()
    state = loaded.pop("_state")
    if loaded.get("_prefetched_objects_cache") == {}:  # all that was prefetched went to attributes
        del loaded["_prefetched_objects_cache"]
    own = [tuple(item) if item.__class__ is list else item for item in loaded.values()]
    related = [(name, *_facts(item, (*above, value))) for name, item in state.fields_cache.items()]
    return (value.__class__, *loaded, *own, *related)


def _facts_of_field(bound: BoundField) -> tuple:
    """Return a hashable tuple that identifies an empty form field in a cache key: all that its template and widget use.

    Raises TypeError, so that nothing is cached, if the field has input, errors or initial values, a special widget or
    more than MOST_CHOICES choices. Each call reads the choices from the database once and gives them to the widget, so
    that the widget does not read them again.
    """
    form, field, widget = bound.form, bound.field, bound.field.widget
    if form.initial or not _is_plain(widget) or (form.is_bound and (bound.data or bound.errors)):
        raise TypeError
    choices: list = []
    if isinstance(widget, ChoiceWidget):
        choices = widget.choices = list(iter(widget.choices))  # without iter: a COUNT query
    if len(choices) > MOST_CHOICES:
        raise TypeError
    rest = {name: value for name, value in vars(widget).items() if name not in ("attrs", "choices", "_choices")}
    return (
        *(bound.__class__, field.__class__, widget.__class__, *rest.items(), *widget.attrs.items()),
        *(bound.html_name, bound.auto_id, str(bound.label), str(bound.help_text)),
        *(
            bound.initial,
            field.required,
            getattr(field, "is_conditional", False),
            field.disabled,
            form.use_required_attribute,
            form.is_bound,
        ),
        _shown_texts(choices),
    )


def _is_plain(widget: Widget) -> bool:
    """Return True if the cache key of a form field covers everything that this widget shows.

    NullBooleanSelect is excluded, because it picks an option even without a value.
    """
    return isinstance(widget, PLAIN_WIDGETS) and not isinstance(widget, NullBooleanSelect)


def _shown_texts(choices: Sequence) -> tuple:
    """Return the choices of a field as a hashable tuple of the texts that pages show, instead of database rows.

    The class of each label is part of the tuple, because safe and unsafe strings compare equal.
    """
    return tuple(
        (str(key), _shown_texts(label)) if isinstance(label, list | tuple) else (str(key), label.__class__, str(label))
        for key, label in choices
    )


def draw(template_name: str, values: dict) -> SafeString:
    """Render a template with only these values, like `include ... only`, or return the cached HTML for equal values.

    Renders without caching in debug mode and for values that cannot be part of a key.
    """
    if settings.DEBUG:  # an edited template must show at once
        return render_to_string(template_name, values)
    try:
        fragment = _Fragment(template_name, values)
    except TypeError:
        return render_to_string(template_name, values)
    return _drawer(template_name)(fragment)


@cache
def _drawer(template_name: str) -> Callable[[_Fragment], SafeString]:
    """Return the function that renders one template and caches its fragments.

    Each template has a cache of its own, so that small fragments do not push out those of another template.
    """
    return lru_cache(maxsize=MOST_FRAGMENTS)(_drawn)


def _drawn(fragment: _Fragment) -> SafeString:
    html = render_to_string(fragment.template_name, fragment.values)
    fragment.values = {}  # free the instances: only the key is needed from now on
    return html
