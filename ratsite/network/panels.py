"""CMS panels that show the identifiers found in a form, and an agency's texts that wait for a second review."""

from django.forms import BoundField
from wagtail.admin.panels import Panel

from ratsite.lib.identifiers.passages import Passage
from ratsite.lib.identifiers.refusal import SPOKEN, passages_at


class FoundPanel(Panel):
    """Shows the identifiers found in a form (ratsite.lib.identifiers.refusal), above its fields; hidden if none."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "network/found_panel.html"

        def is_shown(self) -> bool:
            return bool(self.found or self.spoken)

        @property
        def found(self) -> list[tuple[str, Passage]]:
            """Return (label of the field, passage with a finding in it)."""
            return [(field.label, passage) for field in self.form for passage in passages_at(field)]

        @property
        def spoken(self) -> BoundField | None:
            """Return the field for the explanation, once it is needed, else None."""
            field = self.form[SPOKEN] if SPOKEN in self.form.fields else None
            return field if field is not None and not field.is_hidden else None


class SpokenPanel(FoundPanel):
    """A FoundPanel for forms with a SpokenField; the panel contains that field."""

    def get_form_options(self) -> dict:
        return {"fields": [SPOKEN]}


class HeldPanel(Panel):
    """Shows, above the fields, an agency's texts that wait for a second review or were sent back."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "network/held_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None and self.instance.second_reviews.open().exists()
