from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from ratsite.files.actions import delete_stored
from ratsite.pages.actions.add_page_file import add_page_file
from ratsite.pages.forms import PageFileForm
from ratsite.pages.models import Helpline, NewsTopic, PageFile
from ratsite.web.cms import ClosedEndpoint


class HelplineViewSet(SnippetViewSet):
    model = Helpline
    icon = "help"
    list_display = ["name", "phone", "checked_on", "review_due_on"]
    ordering = ["position"]


class NewsTopicViewSet(SnippetViewSet):
    model = NewsTopic
    icon = "tag"
    list_display = ["name", "slug"]


class PageFileAddView(SnippetViewSet.add_view_class):
    def save_instance(self):
        return add_page_file(editor=self.request.user, **self.form.cleaned_data)


class PageFileChooserCreateView(SnippetChooserViewSet.create_view_class):
    def save_form(self, form):
        return add_page_file(editor=self.request.user, **form.cleaned_data)


class PageFileChooserViewSet(SnippetChooserViewSet):
    create_view_class = PageFileChooserCreateView
    creation_form_class = PageFileForm
    create_action_label = _("Add file")


class PageFileViewSet(SnippetViewSet):
    model = PageFile
    add_view_class = PageFileAddView
    chooser_viewset_class = PageFileChooserViewSet
    copy_view_enabled = False
    icon = "download"
    list_display = ["title", Column("file_name", label=_("File")), Column("state_label", label=_("State"))]
    search_fields = ["title"]

    edit_handler = ObjectList([FieldPanel("title"), FieldPanel("upload")], base_form_class=PageFileForm)

    def get_queryset(self, request):
        return PageFile.objects.select_related("stored_file")


class PublicSiteViewSetGroup(SnippetViewSetGroup):
    items = (HelplineViewSet, NewsTopicViewSet, PageFileViewSet)
    menu_label = _("Public site")
    menu_icon = "site"
    menu_order = 300


register_snippet(PublicSiteViewSetGroup)


@hooks.register("construct_admin_api", order=1000)
def close_admin_api(router) -> None:
    """Replace every endpoint. Only the menu's list of pages used them, and close_explorer removes that."""
    for name in ("pages", "images", "documents"):
        router.register_endpoint(name, ClosedEndpoint)


@hooks.register("construct_main_menu")
def close_explorer(request, items) -> None:
    """Make "Pages" a plain link, instead of a panel that asks the admin API."""
    for number, item in enumerate(items):
        if item.name == "explorer":
            items[number] = MenuItem(item.label, item.url, name="pages", icon_name=item.icon_name, order=item.order)


@hooks.register("register_log_actions")
def pages_log_actions(actions) -> None:
    actions.register_action("pages.file.add", _("Add a file"), _("Added a file for public pages"))


@hooks.register("after_delete_snippet")
def delete_stored_files(request, instances) -> None:
    for instance in instances:
        if isinstance(instance, PageFile):
            delete_stored(stored=instance.stored_file)
