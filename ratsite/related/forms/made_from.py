"""Form in which a curator says which topic a resource was made from."""

from urllib.parse import urlparse

from django import forms
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from forum.models import Topic
from ratsite.accounts.models import User


class TopicField(forms.CharField):
    """Form field for the address of a topic, such as /forum/topics/52/asking-a-tenant/. The value is the topic's ID."""

    def clean(self, value) -> int | None:
        text = super().clean(value)
        try:
            match = resolve(urlparse(text).path)
        except (Resolver404, ValueError):
            return None
        return match.kwargs.get("topic_id") if match.app_names == ["forum"] else None


class MadeFromForm(forms.Form):
    topic = TopicField(
        label=_("Address of the topic"),
        max_length=300,
        help_text=_("Open the topic and copy its address, such as /forum/topics/52/."),
        error_messages={"required": _("Enter the address of the topic")},
    )

    def __init__(self, *args, curator: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.curator = curator

    def clean_topic(self) -> Topic:
        topic_id = self.cleaned_data["topic"]
        topic = Topic.objects.visible_to(self.curator).published().filter(pk=topic_id).first() if topic_id else None
        if topic is None:
            raise forms.ValidationError(_("Enter the address of a topic that you can read"))
        return topic
