"""Form that relates a resource to another one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from library.actions.relate_resource import can_relate
from library.enums import RelationKind
from library.forms.resource_address import ResourceAddressField
from library.models import Resource
from ratsite.accounts.models import User


class RelationForm(forms.Form):
    """Form that relates a resource to another one that the curator can see."""

    kind = forms.ChoiceField(
        label=_("How the two are related"),
        choices=[choice for choice in RelationKind.choices if choice[0] != RelationKind.SUPERSEDES],
        help_text=_("If this resource replaces another one, check the other one and choose “Superseded” there."),
    )
    other = ResourceAddressField(
        label=_("The other resource"),
        max_length=200,
        help_text=_("Its address, such as /library/first-ten-minutes/."),
        error_messages={"required": _("Enter the address of the other resource")},
    )

    def __init__(self, *args, curator: User, resource: Resource, **kwargs):
        super().__init__(*args, **kwargs)
        self.curator, self.resource = curator, resource

    def clean(self):
        cleaned = super().clean()
        if "kind" not in cleaned or "other" not in cleaned:
            return cleaned
        resource = Resource.objects.visible_to(self.curator).filter(slug=cleaned["other"]).first()
        if resource is None:
            self.add_error("other", _("Enter the address of a resource that you can read"))
        elif not can_relate(self.resource, RelationKind(cleaned["kind"]), resource, self.curator):
            self.add_error("other", _("Choose another resource or relation: these two cannot be related in this way"))
        cleaned["other"] = resource
        return cleaned
