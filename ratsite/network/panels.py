"""CMS panels that show the identifiers found in a form, and an agency's texts that wait for a second review."""

from django.forms import BoundField
from wagtail.admin.panels import Panel

from ratsite.lib.identifiers.passages import Passage
from ratsite.lib.identifiers.refusal import SPOKEN, passages_at


class FoundPanel(Panel):
    """A CMS panel above a form's fields that shows the identifiers found in them; hidden if there are none.

    ratsite.lib.identifiers.refusal finds them.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "network/found_panel.html"

        def is_shown(self) -> bool:
            return bool(self.found or self.spoken)

        @property
        def found(self) -> list[tuple[str, Passage]]:
            """Return (label of the field, passage with an identifier in it) for each identifier found."""
            return [(field.label, passage) for field in self.form for passage in passages_at(field)]

        @property
        def spoken(self) -> BoundField | None:
            """Return the form field for explaining the identifiers found, once an explanation is needed, else None."""
            field = self.form[SPOKEN] if SPOKEN in self.form.fields else None
            return field if field is not None and not field.is_hidden else None


class SpokenPanel(FoundPanel):
    """A FoundPanel that also contains the form field for explaining the identifiers found (a SpokenField)."""

    def get_form_options(self) -> dict:
        return {"fields": [SPOKEN]}


class HeldPanel(Panel):
    """A CMS panel above an agency's fields that shows texts which wait for a second review or were sent back."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "network/held_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None and self.instance.second_reviews.open().exists()
