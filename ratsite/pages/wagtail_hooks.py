from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from ratsite.files.actions import delete_stored
from ratsite.pages.actions.add_page_file import add_page_file
from ratsite.pages.forms import PageFileForm
from ratsite.pages.models import Helpline, NewsTopic, PageFile
from ratsite.web.cms import ClosedEndpoint, SecondCheckMenuItem

# The lists that are in the menu: slug, as seed_site makes it, with label and icon.
LISTS = {
    "news": (_("News"), "doc-full-inverse"),
    "events": (_("Events"), "calendar"),
    "history": (_("Our history"), "history"),
}


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
    """Replace every endpoint. Only the menu's list of pages used them, and arrange_menu removes that."""
    for name in ("pages", "images", "documents"):
        router.register_endpoint(name, ClosedEndpoint)


@hooks.register("construct_main_menu")
def arrange_menu(request, items) -> None:
    """Add the three lists that editors use most, and use our own words. "Pages" is a plain link, not a panel."""
    menu = [item for item in items if item.name not in ("help", "explorer", "images")]
    offered = {item.name: item for item in items}
    if "explorer" in offered:
        lists = Page.objects.filter(depth=3, slug__in=LISTS).values_list("slug", "pk")
        addresses = {slug: reverse("wagtailadmin_explore", args=[pk]) for slug, pk in lists}
        menu += [
            MenuItem(label, addresses[slug], name=slug, icon_name=icon, order=order)
            for order, (slug, (label, icon)) in enumerate(LISTS.items())
            if slug in addresses
        ]
        menu.append(MenuItem(_("Pages"), offered["explorer"].url, name="pages", icon_name="doc-full", order=100))
    if "images" in offered:
        menu.append(MenuItem(_("Pictures"), offered["images"].url, name="pictures", icon_name="image", order=110))
    items[:] = menu


@hooks.register("insert_global_admin_css")
def colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("ratsite/css/wagtail.css"))


@hooks.register("construct_page_action_menu")
def show_publish(items, request, context) -> None:
    """Make "Publish" the main button, or the approval if the page waits for one. The menu behind it has the others."""
    items[:] = [SecondCheckMenuItem(item.order) if item.name == "action-submit" else item for item in items]
    items.sort(key=lambda item: (item.name != "approve", item.name != "action-publish"))


@hooks.register("register_log_actions")
def pages_log_actions(actions) -> None:
    actions.register_action("pages.file.add", _("Add a file"), _("Added a file for public pages"))


@hooks.register("after_delete_snippet")
def delete_stored_files(request, instances) -> None:
    for instance in instances:
        if isinstance(instance, PageFile):
            delete_stored(stored=instance.stored_file)
