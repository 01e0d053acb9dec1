from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from ratsite.network.actions import lock_row
from ratsite.network.forms import AgencyForm, CircleForm, WrittenForm
from ratsite.network.models import Agency, Area, Circle, Remit
from ratsite.network.panels import FoundPanel, HeldPanel, SpokenPanel

WAITS = _("Another coordinator must check the new text. Until they have, members cannot read it.")


class LockingEdit(SnippetViewSet.edit_view_class):
    """Edit view of the CMS that locks the row, for forms with an optimistic lock (SeenForm)."""

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        """Lock the row and check the user's right again before the form is processed, all in one transaction."""
        try:
            lock_row(self.object)
        except ObjectDoesNotExist:  # deleted meanwhile
            raise Http404 from None
        self.object.refresh_from_db()  # the form saves every field
        writer = get_user_model().objects.get(pk=request.user.pk)
        if not self.permission_policy.user_has_permission(writer, "change"):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)


class AgencyViewSet(SnippetViewSet):
    model = Agency
    edit_view_class = LockingEdit
    copy_view_enabled = False  # Wagtail would save the posted copy over the original
    icon = "group"
    edit_handler = ObjectList(
        [
            HeldPanel(),
            SpokenPanel(),
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("is_first_responder"), FieldPanel("is_active")]),
            FieldPanel("main_remit"),
            FieldPanel("remits"),
            FieldPanel("areas"),
            FieldPanel("what_we_do"),
            FieldPanel("what_we_cannot_do"),
            FieldPanel("beside_earlier"),
            FieldPanel("email_domains"),
            FieldPanel("public_contacts"),
        ],
        base_form_class=AgencyForm,
    )
    list_display = ["name", "kind", "main_remit", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name"]


class CircleViewSet(SnippetViewSet):
    model = Circle
    edit_view_class = LockingEdit
    copy_view_enabled = False  # as for agencies
    icon = "user"
    edit_handler = ObjectList(
        [
            FoundPanel(),
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
            FieldPanel("purpose"),
            FieldPanel("agencies"),
            FieldPanel("remits"),
            FieldPanel("people"),
        ],
        base_form_class=CircleForm,
    )
    list_display = ["name", "purpose"]


class AreaViewSet(SnippetViewSet):
    model = Area
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
        ],
        base_form_class=WrittenForm,
    )
    list_display = ["name", "front_door_name", "front_door_phone", "front_door_checked_on"]


class RemitViewSet(SnippetViewSet):
    model = Remit
    icon = "tag"
    edit_handler = ObjectList(
        [FoundPanel(), FieldRowPanel([FieldPanel("name"), FieldPanel("position")]), FieldPanel("description")],
        base_form_class=WrittenForm,
    )
    list_display = ["name", "description"]


class NetworkViewSetGroup(SnippetViewSetGroup):
    items = (AgencyViewSet, CircleViewSet, AreaViewSet, RemitViewSet)
    menu_label = _("Network")
    menu_icon = "group"
    menu_order = 310


register_snippet(NetworkViewSetGroup)


@hooks.register("register_log_actions")
def name_actions(actions) -> None:
    actions.register_action(
        "network.agency.reword",
        _("Show an agency’s limits next to earlier posts"),
        _("Showed its limits next to earlier posts"),
    )


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def say_what_waits(request, instance) -> None:
    if isinstance(instance, Agency) and instance.second_reviews.waiting().filter(spoken_by=request.user).exists():
        messages.info(request, WAITS)
