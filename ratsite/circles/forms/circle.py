"""Forms to open, rename and delete circles, and to delete agencies."""

from django.forms import CharField, Textarea
from django.utils.translation import gettext_lazy as _

from ratsite.circles.forms.access import CircleReasonForm
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.network.models import Circle
from ratsite.pages.contacts import published_contacts


class CircleForm(CircleReasonForm):
    name = CharField(
        label=_("Name"),
        max_length=Circle._meta.get_field("name").max_length,
        help_text=_("Only coordinators and people in the circle see it."),
        error_messages={"required": _("Give the circle a name")},
    )
    purpose = CharField(
        label=_("Purpose"),
        max_length=Circle._meta.get_field("purpose").max_length,
        widget=Textarea(attrs={"rows": 2}),
        help_text=_("Say in a sentence what the circle is for."),
        error_messages={"required": _("Say what the circle is for")},
    )
    field_order = ["name", "purpose", "reason"]

    def __init__(self, *args, circle: Circle | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.circle = circle
        if circle is not None:
            self.initial |= {"name": circle.name, "purpose": circle.purpose}

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["name", "purpose"], published_contacts)
        others = Circle.objects.exclude(pk=self.circle and self.circle.pk)
        if others.filter(name=data.get("name")).exists() and not self._is_sent_again(data):
            self.add_error("name", _("Choose a name that no other circle has"))
        return data

    def _is_sent_again(self, data: dict) -> bool:
        return (
            self.circle is None and Circle.objects.filter(name=data.get("name"), purpose=data.get("purpose")).exists()
        )


class DeleteForm(CircleReasonForm):
    reason = CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("We save it in the audit log."),
        error_messages={"required": _("Say why")},
    )
