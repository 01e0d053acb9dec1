"""Render all forms of the site: templates, labels, error messages and the error summary."""

from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.refusal import REDACTED
from ratsite.lib.numbers import whole_number
from ratsite.lib.paging import fragments

# Texts of Django and allauth, each with ours that replaces it, for forms that we do not write ourselves.
OUR_TEXTS = (
    (_("Authenticator code"), _("6-digit code")),
    (_("Email"), _("Work email address")),
    (_("Current Password"), _("Current password")),
    (_("New Password"), _("New password")),
    (_("New Password (again)"), _("New password again")),
    (_("Password (again)"), _("Password again")),
    (_("Enter a valid email address."), _("Enter a full email address, such as name@agency.example")),
    (_("Enter a valid date."), _("Enter a date as day/month/year, such as 27/11/2026")),
    (_("Enter a valid URL."), _("Enter a full web address that starts with https://")),
    (_("Enter a whole number."), _("Enter a whole number")),
    (_("Incorrect code."), _("Enter the code that your app shows now: this code is wrong or too old")),
    (
        _("The email address and/or password you specified are not correct."),
        _("Email address or password is incorrect. Check both, or choose a new password."),
    ),
    (_("You must type the same password each time."), _("Enter the same password both times")),
    (_("Please type your current password."), _("Enter your current password: what you entered is not correct")),
    (_("The password you specified is incorrect."), _("Enter your password again: what you entered is not correct")),
    (_("Incorrect password."), _("Enter your password again: what you entered is not correct")),
    ("---------", _("Choose one")),  # the first choice of a list
    (_("This account is currently inactive."), _("This account is closed. Write to the coordinator.")),
)


@cache
def _our_texts(language: str | None) -> dict[str, str]:
    return {str(theirs): str(ours) for theirs, ours in OUR_TEXTS}


REQUIRED = forms.Field.default_error_messages["required"]


class SiteFormRenderer(TemplatesSetting):
    """Form renderer that uses the site's templates for forms and fields.

    Widgets use Django's own templates, because the CMS admin uses the same widgets.
    """

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict, request=None) -> str:
        """Render a template. The fields of empty forms come from the fragment cache (ratsite.lib.paging.fragments)."""
        if template_name == self.field_template_name and set(context) == {"field"}:
            return fragments.draw(template_name, context).strip()
        return super().render(template_name, context, request)


class ChosenRowsField(forms.ModelMultipleChoiceField):
    """Field to choose several rows that have a number as their id.

    A value that cannot be an id is refused as an unknown choice. Django would send a number of any length to the
    database, which fails if the number is too large for the column.
    """

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if whole_number(str(one)) is None:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": one})
        return super().clean(value)


def conditional(field: forms.Field) -> Any:
    """Return a field that is needed only with some answers to other questions of its form.

    With such answers, the form's own `clean` must refuse an empty field. The label does not say “(optional)”; the label
    or the hint must say when the field is needed.
    """
    field.required = field.widget.is_required = False
    field.is_conditional = True  # type: ignore[attr-defined]
    return field


def in_grid(widget: Any, css_class: str = "picks") -> Any:
    """Return a widget of tick boxes or radio buttons, with a CSS class that draws its short choices as a grid."""
    widget.grid = css_class
    return widget


class LongSelect(forms.Select):
    """Select widget that renders hundreds of options fast: it uses no template, while Django uses two for each option.

    Options have no attributes except `selected`.
    """

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        chosen = {str(value) for value in self.format_value(value)}
        drawn = SafeString("".join(_drawn(key, label, chosen) for key, label in self.choices))
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), drawn)


def _drawn(key, label, chosen: set[str]) -> str:
    """Return an option or optgroup of a select widget as escaped HTML.

    Escapes with the standard library, because Django's escaping takes four times as long.
    """
    if isinstance(label, list | tuple):
        options = "".join(_drawn(value, text, chosen) for value, text in label)
        return f'<optgroup label="{escape(str(key))}">{options}</optgroup>'
    mark = " selected" if str(key) in chosen else ""
    label = our_text(label) if key == "" else label
    return f'<option value="{escape(str(key))}"{mark}>{escape(str(label))}</option>\n'


def our_text(text: object) -> str:
    """Return the site's wording for a label or error message of Django or allauth; any other text unchanged.

    `text` may be a lazy text or an error.
    """
    return _our_texts(get_language()).get(str(text), str(text))


def label_of(field: BoundField) -> str:
    return our_text(field.label)


def messages_of(field: BoundField) -> list[str]:
    """Return the error messages of a form field. Each says what to do; the summary above the form repeats them."""
    return [_required(field) if message == REQUIRED else our_text(message) for message in field.errors]


def _required(field: BoundField) -> str:
    if isinstance(field.field, forms.BooleanField):
        message = gettext("Tick “%(label)s” to continue")
    elif isinstance(field.field, forms.ChoiceField | forms.FileField):
        message = gettext("Choose “%(label)s”")
    else:
        message = gettext("Fill in “%(label)s”")
    return message % {"label": label_of(field)}


TEXT_WIDGETS = (forms.TextInput, forms.Textarea)


@dataclass(frozen=True)
class ErrorSummary:
    """A summary of all error messages of a form, shown above the form.

    messages: pairs (id of the HTML control, message); the id is "" for a message about the whole form. keeps_text: True
    if the form shows again all that was typed in it; False if it has passwords or files, which browsers do not fill in
    again. is_error: False if the only message is that identifiers were removed, as the person asked.
    """

    messages: list[tuple[str, str]]
    keeps_text: bool
    is_error: bool = True

    @classmethod
    def of(cls, form: BaseForm) -> "ErrorSummary":
        whole = [("", our_text(message)) for message in form.non_field_errors()]
        single = [(_target(field), message) for field in form for message in _named_messages(form, field)]
        codes = [error.code for error in form.non_field_errors().as_data()]
        is_redacted = REDACTED in codes
        keeps_text = _has_text(form) and not _must_retype(form) and not is_redacted
        return cls(whole + single, keeps_text, is_error=bool(single) or set(codes) != {REDACTED})


def _named_messages(form: BaseForm, field: BoundField) -> list[str]:
    """Return the error messages of a field. A message that another field has too begins with this field's label."""
    others = {message for other in form if other.name != field.name for message in messages_of(other)}
    named = gettext("%(label)s: %(message)s")
    return [
        named % {"label": label_of(field), "message": message} if message in others else message
        for message in messages_of(field)
    ]


def _target(field: BoundField) -> str:
    """Return the HTML id to which a link to this field leads; for a group of choices, the id of the first choice."""
    if field.is_hidden or not field.auto_id:
        return ""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


def _has_text(form: BaseForm) -> bool:
    """True if words were typed in one of the form's visible fields."""
    typed = (field.value() for field in form.visible_fields() if isinstance(field.field.widget, TEXT_WIDGETS))
    return any(isinstance(value, str) and value.strip() for value in typed)


def _must_retype(form: BaseForm) -> bool:
    return any(isinstance(field.widget, forms.PasswordInput | forms.FileInput) for field in form.fields.values())


class SampleForm(forms.Form):
    """Form with every kind of field, shown on the page that lists all components."""

    title = forms.CharField(help_text=_("Leave out names and places."), initial=_("Rooms let again within a week"))
    email = forms.EmailField(label=_("Work email address"), help_text=_("We send one message to it."))
    area = forms.ChoiceField(choices=[("south", _("Southtown")), ("north", _("Northtown"))])
    may_act = forms.ChoiceField(
        label=_("May others act on this?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Free to use")), ("check", _("Check with me first")), ("no", _("Do not act"))],
    )
    groups = forms.MultipleChoiceField(
        label=_("Who is affected"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("women", _("Women")), ("men", _("Men")), ("children", _("Children"))],
    )
    seen = forms.CharField(label=_("What you are seeing"), widget=forms.Textarea, max_length=600)
    file = forms.FileField(required=False, help_text=_("PDF, up to 25 MB."))
    notify_me = forms.BooleanField(label=_("Tell me when someone answers"), required=False, help_text=_("By email."))

    @classmethod
    def with_errors(cls) -> "SampleForm":
        return cls({"title": cls.base_fields["title"].initial, "email": "amina.y", "area": "south", "seen": "Vans."})
