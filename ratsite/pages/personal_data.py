"""Personal data in the public pages and in Wagtail. Published content belongs to the network and is public."""

import wagtail
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import (
    Comment,
    CommentReply,
    Page,
    PageLogEntry,
    PageSubscription,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from ratsite.audit.kinds import label_of
from ratsite.lib.personal_data import (
    ROW_DELETED,
    Erasing,
    PersonalData,
    Section,
    Table,
    delete_in_batches,
    erase_in_fields,
    rows_of,
)
from ratsite.pages.models import ContactMessage, PublishedContact

HAS_TOKENS = wagtail.VERSION >= (8,)  # from then on Wagtail has keys to an API, which this site does not switch on
PUBLIC = "of a public page"
FRAME = "how the CMS works"
STUB = "a number without a name"
TEXT = "page_ptr introduction body reading_minutes"
PICTURE = (
    "id collection title description width height created_at focal_point_x focal_point_y focal_point_width "
    "focal_point_height file_size file_hash file tags"
)

OURS = [
    Table(
        "pages.ContactMessage",
        copied="kind name email text received_at answered_at",
        gone={"id answered_by reminded_at removed_at removed_by": ROW_DELETED},
    ),
    Table(
        "pages.PublishedContact",
        stays={"value checked_on": "which contacts of public bodies texts may contain"},
        kept={"id kind body source_url": PUBLIC, "checked_by": STUB},
    ),
    Table("pages.ContactPage", kept={f"{TEXT} kind thanks": PUBLIC}),
    Table(
        "pages.EventPage",
        kept={
            f"{TEXT} starts_at ends_at is_date_only when_text is_cancelled venue area accessibility materials "
            "booking_link": PUBLIC
        },
    ),
    Table(
        "pages.EventSession",
        kept={"id sort_order page time title": PUBLIC, "speaker has_consent": "an editor keeps who agreed to be named"},
    ),
    Table("pages.EventPartner", kept={"id sort_order page name url": PUBLIC}),
    Table("pages.SectorPage", kept={f"{TEXT} remit figures": PUBLIC}),
    Table("pages.Correction", kept={"id page corrected_at text": PUBLIC}),
    Table("pages.EarlierVersion", kept={"id correction content": PUBLIC}),
    Table("pages.PageReview", kept={"id page owner reviewed_on due_on": PUBLIC}),
    Table("pages.SecondCheckTask", kept={"task_ptr groups": FRAME}),
    Table("pages.SecondCheckTask_groups", kept={"id secondchecktask group": FRAME}),
    Table("pages.DueReminder", kept={"id key sent_at": FRAME}),
    Table("pages.PageFile", kept={"id title stored_file": PUBLIC}),
    Table("pages.EventIndexPage", kept={"page_ptr introduction": PUBLIC}),
    Table(
        "pages.Helpline",
        kept={
            "id name phone text_number url hours languages when_to_use for_whom is_for_self is_for_others "
            "is_for_child is_for_members is_main position checked_on review_due_on": PUBLIC
        },
    ),
    Table("pages.GetHelpPage", kept={f"{TEXT} for_self for_others for_child at_work": PUBLIC}),
    Table(
        "pages.HistoryPage",
        kept={
            f"{TEXT} number period relationship source_site source_url source_published_on permission_note "
            "canonical": PUBLIC,
            "byline byline_role source_author": "who wrote it, as it was published; ask an editor",
        },
    ),
    Table("pages.TimelineEntry", kept={"id sort_order page year month day text": PUBLIC}),
    Table("pages.HistoryIndexPage", kept={"page_ptr introduction": PUBLIC}),
    Table("pages.NewsTopic", kept={"id name slug": PUBLIC}),
    Table("pages.NewsPage_topics", kept={"id newspage newstopic": PUBLIC}),
    Table(
        "pages.NewsPage",
        kept={f"{TEXT} date picture topics": PUBLIC, "author": "who wrote it, as it was published; ask an editor"},
    ),
    Table("pages.NewsIndexPage", kept={"page_ptr introduction": PUBLIC}),
    Table("pages.StandardPage", kept={f"{TEXT} has_exit": PUBLIC}),
    Table("pages.HomePage", kept={"page_ptr introduction headline": PUBLIC}),
    Table("pages.SiteImage", kept={f"{PICTURE} credit": PUBLIC, "uploaded_by_user": STUB}),
    Table("pages.SiteRendition", kept={"id filter_spec width height focal_point_key image file": PUBLIC}),
]
WAGTAIL = [
    Table(
        "wagtailusers.UserProfile",
        copied="submitted_notifications approved_notifications rejected_notifications updated_comments_notifications "
        "preferred_language current_time_zone theme contrast density keyboard_shortcuts",
        gone={"id user dismissibles": ROW_DELETED, "avatar": "never asked for here; its file goes with it"},
    ),
    Table("wagtailimages.Image", kept={PICTURE: PUBLIC, "uploaded_by_user": STUB}),
    Table("wagtailimages.Rendition", kept={"id filter_spec file width height focal_point_key image": PUBLIC}),
    Table("wagtailadmin.Admin", kept={"id": FRAME}),
    Table("wagtailadmin.EditingSession", gone={"id user content_type object_id last_seen_at is_editing": ROW_DELETED}),
    Table(
        "wagtailadmin.FormState",
        gone={"id data user content_type object_id parent_object_id last_updated_at": "half a page, for one hour"},
    ),
    Table(
        "wagtailcore.Page",
        stays={"id title first_published_at": PUBLIC},
        kept={
            "path depth numchild translation_key locale latest_revision live has_unpublished_changes last_published_at "
            "live_revision go_live_at expire_at expired locked locked_at draft_title slug content_type url_path "
            "seo_title show_in_menus search_description latest_revision_created_at alias_of": PUBLIC,
            "owner locked_by": STUB,
        },
    ),
    Table(
        "wagtailcore.Revision",
        kept={
            "id content_type base_content_type object_id created_at object_str content "
            "approved_go_live_at": "of a public page; drafts are deleted after 90 days",
            "user": STUB,
        },
    ),
    Table(
        "wagtailcore.Comment",
        copied="text created_at updated_at",
        gone={"id page user contentpath position revision_created resolved_at resolved_by": ROW_DELETED},
    ),
    Table("wagtailcore.CommentReply", copied="text created_at updated_at", gone={"id comment user": ROW_DELETED}),
    Table("wagtailcore.PageSubscription", copied="page comment_notifications", gone={"id user": ROW_DELETED}),
    *(
        [
            Table(
                "wagtailcore.APIToken",
                gone={"id user name key_hash prefix created revoked_at last_used_at": ROW_DELETED},
            )
        ]
        if HAS_TOKENS
        else []
    ),
    Table("wagtailcore.UploadedFile", gone={"id for_content_type file uploaded_by_user": "half an upload"}),
    Table(
        "wagtailcore.PageLogEntry",
        stays={"action timestamp page": "a log is added to and not altered"},
        kept={
            "id content_type label data uuid revision content_changed deleted": "a log is added to and not altered",
            "user": STUB,
        },
    ),
    Table(
        "wagtailcore.WorkflowState",
        stays={"id status created_at": FRAME},
        kept={"content_type base_content_type object_id workflow current_task_state": FRAME, "requested_by": STUB},
    ),
    Table(
        "wagtailcore.TaskState",
        copied="comment",
        stays={"id status finished_at": FRAME},
        kept={"workflow_state revision task started_at content_type": FRAME, "finished_by": STUB},
    ),
    *(
        Table(f"wagtailcore.{model}", kept={fields: FRAME})
        for model, fields in {
            "Locale": "id language_code",
            "Site": "id hostname port site_name root_page is_default_site",
            "GroupSitePermission": "id group site permission",
            "CollectionViewRestriction": "id restriction_type password collection groups",
            "CollectionViewRestriction_groups": "id collectionviewrestriction group",
            "Collection": "id path depth numchild name",
            "GroupCollectionPermission": "id group collection permission",
            "WorkflowContentType": "content_type workflow",
            "Workflow": "id name active",
            "WorkflowTask": "id sort_order workflow task",
            "Task": "id name content_type active",
            "GroupApprovalTask": "task_ptr groups",
            "GroupApprovalTask_groups": "id groupapprovaltask group",
            "GroupPagePermission": "id group page permission",
            "PageViewRestriction": "id restriction_type password page groups",
            "PageViewRestriction_groups": "id pageviewrestriction group",
            "WorkflowPage": "page workflow",
            "ReferenceIndex": "id content_type base_content_type object_id to_content_type to_object_id model_path "
            "content_path content_path_hash",
        }.items()
    ),
]
EDITING, FOR_PAGES = _("So that editors can work together"), _("As long as the page exists")
SECTIONS = [
    Section(
        "messages_sent", _("Messages that you sent from your address through the contact or complaints page"),
        _("So that we can answer you"), _("12 months"), "pages.ContactMessage",
        rows=lambda person: ContactMessage.objects.filter(rows_of(person.own_addresses, "email", "received_at")),
        is_deleted=True,
        of_address=lambda address: ContactMessage.objects.filter(address.rows("email", "received_at")),
    ),
    Section(
        "published_contacts", _("Published contacts that you checked"),
        _("So that posts and resources may contain them"),
        _("As long as they are in the list"), "pages.PublishedContact",
        rows=lambda person: PublishedContact.objects.filter(checked_by=person),
    ),
    Section(
        "pages", _("Public pages that you started"), EDITING, FOR_PAGES, "wagtailcore.Page",
        rows=lambda person: Page.objects.filter(owner=person),
    ),
    Section(
        "page_log", _("What you did to public pages"), EDITING, FOR_PAGES, "wagtailcore.PageLogEntry",
        rows=lambda person: PageLogEntry.objects.filter(user=person), extra={"in_words": label_of},
    ),
    Section(
        "page_comments", _("Your comments on drafts of public pages"), EDITING, FOR_PAGES, "wagtailcore.Comment",
        rows=lambda person: Comment.objects.filter(user=person), is_deleted=True,
    ),
    Section(
        "page_replies", _("Your replies to comments on drafts of public pages"), EDITING, FOR_PAGES,
        "wagtailcore.CommentReply",
        rows=lambda person: CommentReply.objects.filter(user=person), is_deleted=True,
    ),
    Section(
        "page_subscriptions", _("Public pages that you opened to edit"), EDITING, FOR_PAGES,
        "wagtailcore.PageSubscription",
        rows=lambda person: PageSubscription.objects.filter(user=person), is_deleted=True,
    ),
    Section(
        "approvals_asked", _("Public pages that you sent for a second check"), EDITING, FOR_PAGES,
        "wagtailcore.WorkflowState",
        rows=lambda person: WorkflowState.objects.filter(requested_by=person),
    ),
    Section(
        "approvals_given", _("Public pages that you approved or sent back in a second check"), EDITING, FOR_PAGES,
        "wagtailcore.TaskState",
        rows=lambda person: TaskState.objects.filter(finished_by=person),
    ),
    Section(
        "page_editor", _("Your settings for editing public pages"), EDITING, _("Until you ask us to delete your data"),
        "wagtailusers.UserProfile",
        rows=lambda person: UserProfile.objects.filter(user=person), is_deleted=True,
    ),
]  # fmt: skip


def erase_editing(erasing: Erasing) -> None:
    """Delete what Wagtail stores about the editing of the person being erased.

    This is editing sessions, form states, API tokens, the person's picture, and uploads with their files. Also empties
    the person's comments on approvals, and removes their name from others' comments and from visitors' messages.
    """
    delete_in_batches(EditingSession.objects.filter(user=erasing.person))
    delete_in_batches(FormState.objects.filter(user=erasing.person))
    uploads = UploadedFile.objects.filter(uploaded_by_user=erasing.person)
    pictures = UserProfile.objects.filter(user=erasing.person).exclude(avatar="")
    for name in [*uploads.values_list("file", flat=True), *pictures.values_list("avatar", flat=True)]:
        default_storage.delete(name)
    delete_in_batches(uploads)
    if HAS_TOKENS:
        delete_in_batches(erasing.person.api_tokens.all())
    with transaction.atomic():
        TaskState.objects.filter(finished_by=erasing.person).exclude(comment="").update(comment="")
    erase_in_fields(TaskState.objects.all(), "comment", erasing=erasing)
    erase_in_fields(ContactMessage.objects.all(), "text", erasing=erasing)


PERSONAL_DATA = PersonalData(
    tables=[*OURS, *WAGTAIL],
    sections=SECTIONS,
    erasers={
        "page editor": erase_editing,
    },
)
