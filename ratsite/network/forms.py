"""What editors write about agencies and circles, and the shared words, in the CMS: looked at for what identifies."""

from wagtail.admin.forms import WagtailAdminModelForm

from ratsite.lib.identifiers import Allow, find
from ratsite.lib.refusing import refuse_identifiers

# What is typed freely; contacts that are published have fields of their own.
WRITTEN = ("name", "what_we_do", "what_we_cannot_do", "purpose", "description")


class WrittenForm(WagtailAdminModelForm):
    """An agency's own published contacts may stand in its notes."""

    def clean(self) -> dict:
        data = super().clean()
        contacts = data.get("public_contacts") or ""
        own = Allow(contacts[one.start : one.end] for one in find(contacts))
        refuse_identifiers(self, [name for name in WRITTEN if name in self.fields], own)
        return data
