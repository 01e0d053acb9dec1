"""CMS panel that shows the identifiers found in a form."""

from wagtail.admin.panels import Panel

from ratsite.lib.identifiers.passages import Passage
from ratsite.lib.identifiers.refusal import passages_at


class FoundPanel(Panel):
    """A CMS panel above a form's fields that shows the identifiers found in them; hidden if there are none.

    ratsite.lib.identifiers.refusal finds them.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "network/found_panel.html"

        def is_shown(self) -> bool:
            return bool(self.found)

        @property
        def found(self) -> list[tuple[str, Passage]]:
            """Return pairs of a field's label and a passage that contains an identifier, for each identifier found."""
            return [(field.label, passage) for field in self.form for passage in passages_at(field)]
