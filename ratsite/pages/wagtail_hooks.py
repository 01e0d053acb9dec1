from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from ratsite.pages.models import ContactMessage, Helpline, NewsTopic


class HelplineViewSet(SnippetViewSet):
    model = Helpline
    icon = "help"
    list_display = ["name", "phone", "checked_on", "review_due_on"]
    ordering = ["position"]


class NewsTopicViewSet(SnippetViewSet):
    model = NewsTopic
    icon = "tag"
    list_display = ["name", "slug"]


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Permission policy for visitors' messages: nobody can change a message, not even a superuser."""

    def user_has_permission(self, user, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions) -> bool:
        return "view" in actions and super().user_has_permission(user, "view")


class ContactMessageViewSet(SnippetViewSet):
    model = ContactMessage
    icon = "mail"
    menu_label = _("Messages")
    list_display = ["received_at", "kind", "name", "email"]
    list_filter = ["kind"]
    inspect_view_enabled = True
    inspect_view_fields = ["received_at", "kind", "name", "email", "text"]
    copy_view_enabled = False
    permission_policy = ReadOnlyPolicy(ContactMessage)


class PublicSiteViewSetGroup(SnippetViewSetGroup):
    items = (HelplineViewSet, NewsTopicViewSet, ContactMessageViewSet)
    menu_label = _("Public site")
    menu_icon = "site"
    menu_order = 300


register_snippet(PublicSiteViewSetGroup)
