"""What the CMS shows of what was found in a form: in place, and with a way to take it out."""

from wagtail.admin.panels import Panel

from ratsite.lib.looking import Passage
from ratsite.lib.refusing import passages_at


class FoundPanel(Panel):
    """Above the fields of a form that looks at its words (ratsite.lib.refusing); nothing where nothing was found."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "network/found_panel.html"

        def is_shown(self) -> bool:
            return bool(self.found)

        @property
        def found(self) -> list[tuple[str, Passage]]:
            """What the field is called, and what was found in it."""
            return [(field.label, passage) for field in self.form for passage in passages_at(field)]
