from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.contrib.settings.registry import register_setting
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from ratsite.network.forms import CheckedAdminForm
from ratsite.network.models import Area, NetworkSettings, Remit
from ratsite.network.panels import FoundPanel
from ratsite.network.views import LockedEditView, LockedSettingsView


class AreaViewSet(SnippetViewSet):
    model = Area
    edit_view_class = LockedEditView
    icon = "site"
    edit_handler = ObjectList(
        [
            FoundPanel(),
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug"), FieldPanel("position")]),
            FieldPanel("is_district"),
            MultiFieldPanel(
                [
                    FieldPanel("front_door_name"),
                    FieldRowPanel([FieldPanel("front_door_phone"), FieldPanel("front_door_out_of_hours")]),
                    FieldPanel("front_door_url"),
                    FieldPanel("front_door_checked_on"),
                ],
                heading=_("Child safeguarding front door"),
            ),
            FieldRowPanel([FieldPanel("tile_row"), FieldPanel("tile_column")], heading=_("Place on tile maps")),
        ],
        base_form_class=CheckedAdminForm,
    )
    list_display = ["name", "front_door_name", "front_door_phone", "front_door_checked_on"]


class RemitViewSet(SnippetViewSet):
    model = Remit
    edit_view_class = LockedEditView
    icon = "tag"
    edit_handler = ObjectList(
        [FoundPanel(), FieldRowPanel([FieldPanel("name"), FieldPanel("position")]), FieldPanel("description")],
        base_form_class=CheckedAdminForm,
    )
    list_display = ["name", "description"]


NetworkSettings.edit_handler = ObjectList(
    [
        FoundPanel(),
        FieldRowPanel([FieldPanel("name"), FieldPanel("short_name")]),
        *map(FieldPanel, ("strapline", "region", "footer_line", "has_mark", "sender_name")),
    ],
    base_form_class=CheckedAdminForm,
)
register_setting(NetworkSettings, icon="home")


@hooks.register("register_admin_urls", order=-1)  # before Wagtail's own view of this address, which locks nothing
def network_settings_url() -> list:
    which = {"app_name": "network", "model_name": "networksettings"}
    return [
        path(
            "settings/network/networksettings/<int:pk>/", LockedSettingsView.as_view(), which, name="network_settings"
        ),
    ]


class NetworkViewSetGroup(SnippetViewSetGroup):
    items = (AreaViewSet, RemitViewSet)
    menu_label = _("Network")
    menu_icon = "group"
    menu_order = 310


register_snippet(NetworkViewSetGroup)


# Action, without its prefix: what it does and what was done, as the audit log shows them.
ACTIONS = {
    "agency.open": (_("Add an agency"), _("Added an agency")),
    "agency.change": (_("Change an agency"), _("Changed an agency")),
    "agency.delete": (_("Delete an agency"), _("Deleted an agency")),
    "agency.reword": (
        _("Show an agency’s limits next to earlier posts"),
        _("Showed its limits next to earlier posts"),
    ),
    "agency.access": (
        _("Change an agency’s remits, areas or membership"),
        _("Changed an agency’s remits, areas or membership"),
    ),
    "agency.access_ask": (
        _("Ask to change an agency’s remits, areas or membership"),
        _("Asked to change an agency’s remits, areas or membership"),
    ),
    "agency.access_refuse": (
        _("Refuse a change to an agency’s remits, areas or membership"),
        _("Refused a change to an agency’s remits, areas or membership"),
    ),
    "agency.access_take_back": (
        _("Withdraw a proposed change to an agency’s remits, areas or membership"),
        _("Withdrew a proposed change to an agency’s remits, areas or membership"),
    ),
    "agency.access_end": (
        _("End a proposed change to an agency’s remits, areas or membership"),
        _("Ended a proposed change to an agency’s remits, areas or membership, because nobody decided"),
    ),
    "circle.open": (_("Open a circle"), _("Opened a circle")),
    "circle.rename": (_("Rename a circle"), _("Changed a circle’s name or purpose")),
    "circle.delete": (_("Delete a circle"), _("Deleted a circle")),
    "circle.access": (_("Change who is in a circle"), _("Changed who is in a circle")),
    "circle.join": (_("Let a person into a circle"), _("Let a new member of one of its agencies into a circle")),
    "circle.access_ask": (_("Ask to change who is in a circle"), _("Asked to change who is in a circle")),
    "circle.access_refuse": (_("Refuse a change to a circle"), _("Refused a change to who is in a circle")),
    "circle.access_end": (
        _("End a proposed change to who is in a circle"),
        _("Ended a proposed change to who is in a circle, because nobody decided"),
    ),
    "circle.access_take_back": (
        _("Withdraw a proposed change to who is in a circle"),
        _("Withdrew a proposed change to who is in a circle"),
    ),
}


@hooks.register("register_log_actions")
def network_log_actions(actions) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(f"network.{name}", label, message)
