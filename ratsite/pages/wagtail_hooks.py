from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, WorkflowState
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from ratsite.files.actions import delete_stored
from ratsite.network.views import LockedEditView
from ratsite.pages.actions.add_page_file import add_page_file
from ratsite.pages.forms.cms import HelplineForm, PageFileForm, PublicListForm
from ratsite.pages.forms.page import follows
from ratsite.pages.identifier_check import in_words, new_names, new_names_in, passages_in, passages_of_rows
from ratsite.pages.models import Helpline, NewsTopic, PageFile, SectorPage
from ratsite.pages.models.second_check import is_own_work
from ratsite.pages.queries.editors_start import SITE_DEPTH
from ratsite.pages.rules import can_check, can_correct, must_stay
from ratsite.web.cms import MENU_ITEMS, ClosedEndpoint

# The three lists of pages in the menu: {slug that seed_site gives the list's page: (label, icon)}.
LISTS = {
    "news": (_("News"), "doc-full-inverse"),
    "events": (_("Events"), "calendar"),
    "history": (_("Our history"), "history"),
}

SENT_FOR_CHECK = {"action-submit", "action-restart-workflow"}
OUTCOMES = {
    WorkflowState.STATUS_IN_PROGRESS: _("“%(title)s” was sent for a second check. Another editor must approve it."),
    WorkflowState.STATUS_APPROVED: _("You approved “%(title)s”. It is public now."),
    "scheduled": _("You approved “%(title)s”. It will be public on its publication date."),
    WorkflowState.STATUS_NEEDS_CHANGES: _("You sent “%(title)s” back for changes."),
}


class HelplineViewSet(SnippetViewSet):
    model = Helpline
    edit_view_class = LockedEditView
    icon = "help"
    list_display = ["name", "phone", "checked_on", "review_due_on"]
    ordering = ["position"]
    edit_handler = ObjectList(Helpline.panels, base_form_class=HelplineForm)


class NewsTopicViewSet(SnippetViewSet):
    model = NewsTopic
    edit_view_class = LockedEditView
    icon = "tag"
    list_display = ["name", "slug"]
    edit_handler = ObjectList(NewsTopic.panels, base_form_class=PublicListForm)


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
    """Replace every endpoint of Wagtail's admin API with one that returns 404.

    Only Wagtail's own list of pages in the menu used them, and arrange_menu removes that list.
    """
    for name in ("pages", "images", "documents"):
        router.register_endpoint(name, ClosedEndpoint)


@hooks.register("construct_main_menu")
def arrange_menu(request, items) -> None:
    """Add the three lists that editors use most to the CMS menu, and name its entries in our own words.

    "Pages" becomes a plain link, instead of a list that opens in the menu.
    """
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
    """Make "Publish" the main button of a page or, while the page waits for an approval, the button that approves it.

    The other buttons are in the menu next to it.
    """
    items[:] = [MENU_ITEMS[item.name](item.order) if item.name in MENU_ITEMS else item for item in items]
    items.sort(key=lambda item: (item.name != "approve", item.name != "action-publish"))


@hooks.register("register_log_actions")
def pages_log_actions(actions) -> None:
    actions.register_action("pages.page.plan", _("Plan a check"), _("Planned the next check of a page"))
    actions.register_action("pages.page.confirm", _("Confirm a page"), _("Read a page and found it right"))
    actions.register_action("pages.page.correct", _("Correct a page"), _("Published a correction of a page"))
    actions.register_action(
        "pages.page.close", _("Delete an earlier version"), _("Deleted the earlier version of a corrected page")
    )
    actions.register_action("pages.file.add", _("Add a file"), _("Added a file for public pages"))
    actions.register_action("pages.contact.add", _("Add a published contact"), _("Added a published contact"))
    actions.register_action("pages.contact.check", _("Check a published contact"), _("Checked a published contact"))
    actions.register_action("pages.contact.remove", _("Remove a published contact"), _("Removed a published contact"))


@hooks.register("after_delete_snippet")
def delete_stored_files(request, instances) -> None:
    for instance in instances:
        if isinstance(instance, PageFile):
            delete_stored(stored=instance.stored_file)


@hooks.register("register_page_header_buttons")
def checks_of_a_page(page, user, view_name, next_url=None):
    """Yield buttons for the menu next to a page's title: to its checks and, if it is published, to correct it."""
    if page.depth < SITE_DEPTH or not can_check(user, page):
        return
    address = reverse("page_checks:page_check", args=[page.pk])
    yield Button(_("Checks and owner"), address, icon_name="check", priority=70)
    if page.live and can_correct(user, page):
        address = reverse("page_checks:page_correct", args=[page.pk])
        label = _("Publish as a correction") if page.has_unpublished_changes else _("Add a notice of a correction")
        yield Button(label, address, icon_name="edit", priority=71)


@hooks.register("before_edit_page")
def warn_of_old_figures(request, page) -> None:
    """Tell the editor how many figures of this page nobody has compared with their source for a year."""
    specific = page.specific
    if request.method != "GET" or not isinstance(specific, SectorPage) or not specific.unchecked_figures:
        return
    text = ngettext(
        "%(number)s figure on this page is more than a year old. Look for a newer one, then enter the day.",
        "%(number)s figures on this page are more than a year old. Look for newer ones, then enter the day.",
        specific.unchecked_figures,
    )
    messages.warning(request, text % {"number": specific.unchecked_figures})


@hooks.register("before_edit_page")
def warn_of_identifiers(request, page) -> None:
    """Tell the editor what in this draft may identify someone: the form will refuse to publish it."""
    if request.method != "GET":
        return
    if passages := passages_in(page.specific):
        text = gettext("Before you publish, remove what may identify someone: %(named)s")
        messages.warning(request, text % {"named": in_words(passages)})


@hooks.register("before_edit_page")
def explain_second_check(request, page) -> None:
    """Tell editors why they cannot approve a page that they sent for its second check or changed since."""
    if request.method == "GET" and page.workflow_in_progress and is_own_work(page, request.user):
        text = gettext(
            "This page waits for a second check. You sent it or changed it last, so another editor must approve it."
        )
        messages.info(request, text)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_outcome(request, page) -> None:
    """Say in our words what became of a second check, instead of Wagtail's “submitted for moderation”."""
    sent = request.POST
    if sent.get("action-publish"):
        return
    asked = {WorkflowState.STATUS_IN_PROGRESS} if SENT_FOR_CHECK & set(sent) else set()
    if sent.get("action-workflow-action"):
        asked = {WorkflowState.STATUS_APPROVED, WorkflowState.STATUS_NEEDS_CHANGES}
    state = page.workflow_states.order_by("created_at").last() if asked else None
    if state is None or state.status not in asked:
        return
    outcome = state.status
    if outcome == WorkflowState.STATUS_APPROVED and not Page.objects.live().filter(pk=page.pk).exists():
        outcome = "scheduled"
    *waiting, _wagtails = messages.get_messages(request)  # reading drops them all
    for message in waiting:
        messages.add_message(request, message.level, message.message, message.extra_tags)
    if outcome == WorkflowState.STATUS_IN_PROGRESS:
        warn_of_old_address(request, page)
    messages.success(request, OUTCOMES[outcome] % {"title": page.get_admin_display_title()})


@hooks.register("before_publish_page")
def warn_of_old_address(request, page) -> None:
    """Tell the editor of a published page with a new title that its address still has the old one."""
    published = Page.objects.live().filter(pk=page.pk).first()
    is_renamed = published and page.title != published.title and page.slug == published.slug
    if is_renamed and follows(page.slug, published.title) and not must_stay(published):
        text = gettext("The address still has the old title: %(slug)s. If that names someone, change the address too.")
        messages.warning(request, text % {"slug": page.slug})


@hooks.register("before_edit_page")
def warn_approver_of_old_address(request, page) -> None:
    """Warn of the old address before an approval: Wagtail has no hook between an approval and the publication."""
    if request.method == "GET" and page.workflow_in_progress:
        warn_of_old_address(request, page)


@hooks.register("before_bulk_action")
def refuse_identifiers_in_bulk(request, action_type, objects, action):
    """Refuse to publish several pages at once if a draft among them may identify someone."""
    if action_type != "publish" or action.model is not Page:
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data["include_descendants"]:
        pages += [below for page in objects for below in page.get_descendants().not_live()]
    drafts = [page.get_latest_revision_as_object() for page in pages]
    refused = [draft for draft in drafts if passages_in(draft) or new_names_in(draft)]
    for page in refused:
        text = gettext(
            "“%(title)s” may identify someone. Open it and remove what we name there. Nothing was published."
        )
        messages.error(request, text % {"title": page.get_admin_display_title()})
    return redirect(action.next_url) if refused else None


@hooks.register("before_copy_page")
def refuse_identifiers_in_copy(request, page):
    """Refuse to publish a copy whose new title or address may identify someone. The page's form does not check them."""
    texts = {"title": request.POST.get("new_title"), "slug": request.POST.get("new_slug")}
    rows = [(Page, texts)]
    if "publish_copies" not in request.POST or not (any(passages_of_rows(rows)) or new_names(rows, page.specific)):
        return None
    text = gettext("“%(title)s” may identify someone. Choose another title and address. Nothing was copied.")
    messages.error(request, text % {"title": texts["title"]})
    return redirect("wagtailadmin_pages:copy", page.pk)


@hooks.register("before_unpublish_page")
@hooks.register("before_delete_page")
@hooks.register("before_move_page")
def keep_named_page(request, page, *destination):
    """Refuse to unpublish, delete or move a page that other pages link to by its name."""
    return _must_stay(request, [page], reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("before_bulk_action")
def keep_named_pages(request, action_type, objects, action):
    if action_type not in ("unpublish", "delete", "move") or action.model is not Page:
        return None
    return _must_stay(request, objects, action.next_url)


def _must_stay(request, pages, address: str):
    """Return a redirect to this address, with a message for each page that must stay; None if none of them must."""
    named = [page for page in pages if must_stay(page)]
    for page in named:
        text = gettext(
            "“%(title)s” must stay published at its address, because other pages link to it. Change its text instead."
        )
        messages.error(request, text % {"title": page.get_admin_display_title()})
    return redirect(address) if named else None
