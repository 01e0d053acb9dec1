"""How forms look: the renderer's templates, and the summary of what needs another look."""

from dataclasses import dataclass

from django.forms import BaseForm, BoundField, FileInput, PasswordInput
from django.forms.renderers import TemplatesSetting

COUNTED = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


class SiteFormRenderer(TemplatesSetting):
    """Forms and fields in the site's dress. Widgets keep Django's own templates: the CMS admin shares them."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


@dataclass(frozen=True)
class ErrorSummary:
    """Every message of a form once, each with the id of the control it is about ("" for the form as a whole)."""

    heading: str
    messages: list[tuple[str, str]]
    must_retype: bool  # browsers give back neither passwords nor files

    @classmethod
    def of(cls, form: BaseForm) -> "ErrorSummary":
        whole = [("", message) for message in form.non_field_errors()]
        single = [(_target(field), message) for field in form for message in field.errors]
        return cls(_heading(len({target for target, _ in single})), whole + single, _must_retype(form))


def _target(field: BoundField) -> str:
    """The id that a link to this field leads to: in a group of choices, the first."""
    if field.is_hidden or not field.auto_id:
        return ""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


def _heading(count: int) -> str:
    if count == 0:
        return "This needs another look"
    number = COUNTED[count] if count < len(COUNTED) else str(count)
    return f"{number} answer needs another look" if count == 1 else f"{number} answers need another look"


def _must_retype(form: BaseForm) -> bool:
    return any(isinstance(field.widget, PasswordInput | FileInput) for field in form.fields.values())
