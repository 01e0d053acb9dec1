"""What the CMS shows of what was found in a form: in place, with a way to take it out; and of what waits since."""

from django.forms import BoundField
from wagtail.admin.panels import Panel

from ratsite.lib.identifiers.refusal import SPOKEN, passages_at
from ratsite.lib.identifiers.scan import Passage


class FoundPanel(Panel):
    """Above the fields of a form that looks at its words (ratsite.lib.identifiers.refusal); nothing where nothing was
    found.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "network/found_panel.html"

        def is_shown(self) -> bool:
            return bool(self.found or self.spoken)

        @property
        def found(self) -> list[tuple[str, Passage]]:
            """What the field is called, and what was found in it."""
            return [(field.label, passage) for field in self.form for passage in passages_at(field)]

        @property
        def spoken(self) -> BoundField | None:
            """Where to say why it is no private person's, once that is needed."""
            field = self.form[SPOKEN] if SPOKEN in self.form.fields else None
            return field if field is not None and not field.is_hidden else None


class SpokenPanel(FoundPanel):
    """The same for a form with a SpokenField, which stands here and nowhere else."""

    def get_form_options(self) -> dict:
        return {"fields": [SPOKEN]}


class HeldPanel(Panel):
    """Above an agency's fields: what of its notes waits for another coordinator, or came back."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "network/held_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None and self.instance.held_notes.open().exists()
