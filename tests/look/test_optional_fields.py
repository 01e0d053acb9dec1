"""A field is called optional only if its form never demands it."""

import ast
import inspect
import textwrap

from django import forms

from tests.lib.identifiers.test_checked_form import forms_of_the_site

# Fields that are found although they are right, and why.
RIGHT = {
    "EditForm.files": "It is refused if there are too many.",
    "HelplineForm.notice": "It is refused if it cannot be published.",
    "ResourceForm.review_due_on": "Its form marks it, in a loop, as one that only the public needs.",
}


def test_no_field_that_is_called_optional_is_demanded():
    found = {
        f"{form.__name__}.{name}"
        for form in forms_of_the_site()
        for name in demanded(form)
        if says_optional(form, name)
    }
    assert sorted(found) == sorted(RIGHT)


def demanded(form: type) -> set[str]:
    """Return the names of the fields that the form's own code refuses where a condition asks for the field's value."""
    names = set()
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(form)))):
        if isinstance(node, ast.If):
            asked = {part.value for part in ast.walk(node.test) if isinstance(part, ast.Constant)}
            names |= asked & {name for line in node.body for name in _refused(line)}
    return names


def _refused(line: ast.stmt) -> set[str]:
    calls = [
        part for part in ast.walk(line) if isinstance(part, ast.Call) and ast.unparse(part.func) == "self.add_error"
    ]
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def says_optional(form: type, name: str) -> bool:
    """True if the form can draw the field with “(optional)”."""
    source, field = inspect.getsource(form), form.base_fields.get(name)
    if field is None or isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput):
        return False
    if f'conditional(self.fields["{name}"])' in source or getattr(field, "is_conditional", False):
        return False
    return not field.required or f'self.fields["{name}"].required = False' in source
