"""Files that members upload. No web server serves their folder, and nobody can open a file before it was checked."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.files.enums import FileFault, FileState, HiddenKind, TextStatus
from ratsite.files.fulltext import FILE_TEXTS
from ratsite.lib.search.query import Term

# A check takes seconds. If it has not ended after this time, its worker process has died or the scanner is away.
CHECK_LOST_AFTER = dt.timedelta(minutes=10)

# How long an unused clean copy is stored: by then its curator has compared it, or can make another.
DELETE_SPARE_AFTER = dt.timedelta(days=30)

# How long a replaced original is stored: enough to notice that the clean copy lacks something.
DELETE_REPLACED_AFTER = dt.timedelta(days=30)

# How long the files of a form that had an error are kept for its writer.
DELETE_SAVED_AFTER = dt.timedelta(days=1)

CLEANED = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "png", "jpg", "jpeg")


def private_storage():
    return storages["private"]


def storage_path(stored_file: "StoredFile | SavedUpload", filename: str) -> str:
    """Return the storage path of a file, in two levels of folders.

    It does not contain the file's original name, so that a list of the files on the disk reveals nothing about them.
    """
    key = stored_file.pk.hex
    return f"{key[:2]}/{key[2:4]}/{key}"


def thumbnail_path(stored_file: "StoredFile", filename: str) -> str:
    return f"{storage_path(stored_file, filename)}-small"


class StoredFileQuerySet(models.QuerySet):
    def clean(self) -> "StoredFileQuerySet":
        return self.filter(state=FileState.CLEAN)

    def quarantined(self) -> "StoredFileQuerySet":
        return self.filter(state=FileState.QUARANTINED)

    def with_overdue_check(self) -> "StoredFileQuerySet":
        """Return the quarantined files whose check should have ended (CHECK_LOST_AFTER)."""
        return self.quarantined().filter(created_at__lt=timezone.now() - CHECK_LOST_AFTER)

    def replaced_long_ago(self) -> "StoredFileQuerySet":
        """Return the originals to delete: a clean copy replaced them more than DELETE_REPLACED_AFTER ago."""
        return self.filter(replaced_at__lt=timezone.now() - DELETE_REPLACED_AFTER)

    def unused(self) -> "StoredFileQuerySet":
        """Return the unused files: no post, draft, resource, page or other row of another app refers to them."""
        files = self.filter(replaced_at=None)
        for relation in self.model._meta.related_objects:
            holder = relation.related_model
            if holder._meta.app_label != self.model._meta.app_label:
                held = holder._default_manager.filter(**{relation.field.name: OuterRef("pk")})
                files = files.filter(~Exists(held))
        return files

    def awaiting_text_extraction(self) -> "StoredFileQuerySet":
        return self.clean().filter(text_read_at=None)


class StoredFile(models.Model):
    """An uploaded file. Who may read it depends on the resource or post that has it."""

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=150)
    content = models.FileField(storage=private_storage, upload_to=storage_path)
    # A small JPEG of a picture, made by the check, or of one page of a PDF: the first, unless a curator chose another.
    thumbnail = models.FileField(storage=private_storage, upload_to=thumbnail_path, blank=True)
    thumbnail_page = models.PositiveIntegerField(default=1)
    size = models.PositiveBigIntegerField()  # bytes
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=12, choices=FileState, default=FileState.QUARANTINED)
    refusal = models.CharField(max_length=300, blank=True)
    # True if the file was refused for something that a clean copy would not have, such as macros or hidden text.
    is_mendable = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The file that this is a clean copy of (ratsite.files.clean_copies).
    clean_copy_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="clean_copies"
    )
    # When a clean copy replaced this file. Then only curators get it, and after DELETE_REPLACED_AFTER it is deleted.
    replaced_at = models.DateTimeField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    text_read_at = models.DateTimeField(null=True, blank=True)
    text_status = models.CharField(max_length=6, choices=TextStatus, blank=True)  # empty until the check has ended
    page_count = models.PositiveIntegerField(null=True, blank=True)  # None for a format without pages
    # When ratsite.files.fixity last compared the content with sha256, and the fault that it found.
    verified_at = models.DateTimeField(null=True, blank=True, db_index=True)
    fault = models.CharField(max_length=8, choices=FileFault, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="stored_file_refused_has_reason", condition=~Q(state=FileState.REFUSED) | ~Q(refusal="")
            ),
            models.CheckConstraint(
                name="stored_file_mendable_is_refused", condition=Q(is_mendable=False) | Q(state=FileState.REFUSED)
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2].lower()

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def has_unread_pages(self) -> bool:
        """True if the file is a picture or has pictures as pages, and the site could not read the text on them."""
        return self.text_status not in ("", TextStatus.WHOLE)

    @property
    def is_quarantined(self) -> bool:
        return self.state == FileState.QUARANTINED

    @property
    def is_clean(self) -> bool:
        return self.state == FileState.CLEAN

    @property
    def can_be_cleaned(self) -> bool:
        """True if a clean copy of this file can be made.

        There is no clean copy of:

        - plain text, which has nothing hidden
        - another clean copy
        - a file that was refused for something that its copy would still have or only conceal: a virus, a protective
          marking, a part that cannot be read, or a fault that is visible on its pages
        """
        is_fit = self.is_clean or self.is_mendable
        return is_fit and self.clean_copy_of_id is None and self.extension in CLEANED

    @property
    def replaced_original(self) -> "StoredFile | None":
        """Return the original that this file has replaced; None if it has replaced none, or if that was deleted."""
        original = self.clean_copy_of
        return original if original is not None and original.replaced_at is not None else None

    @property
    def deletion_due_at(self) -> dt.datetime | None:
        """Return when this file will be deleted because its clean copy has replaced it; None if it was not replaced."""
        return self.replaced_at + DELETE_REPLACED_AFTER if self.replaced_at is not None else None

    @property
    def has_choice_of_thumbnail(self) -> bool:
        """True if a curator can choose which page the thumbnail shows. The site draws only the pages of PDFs."""
        return self.is_clean and self.extension == "pdf" and (self.page_count or 0) > 1

    @property
    def awaits_reading(self) -> bool:
        return self.is_clean and self.text_read_at is None

    @property
    def has_text(self) -> bool:
        """True if the check found text in the file, so that it can be searched and read on a page of the site."""
        return self.text_status in (TextStatus.WHOLE, TextStatus.PART)

    @property
    def has_pages(self) -> bool:
        """True if the file has pages or slides that people refer to by number."""
        return self.extension in ("pdf", "pptx", "odp")


class SavedUploadQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SavedUploadQuerySet":
        return self.filter(uploaded_by=user.pk)

    def old(self) -> "SavedUploadQuerySet":
        return self.filter(created_at__lt=timezone.now() - DELETE_SAVED_AFTER)


class SavedUpload(models.Model):
    """A file of a form that had an error, so that its writer need not choose it again."""

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=150)
    content = models.FileField(storage=private_storage, upload_to=storage_path)
    size = models.PositiveBigIntegerField()  # bytes
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = SavedUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return self.name


class OrphanedFile(models.Model):
    """A file in private storage that no row named when the storage was last searched."""

    wagtail_reference_index_ignore = True

    path = models.CharField(max_length=300)  # relative to the folder of private storage
    size = models.PositiveBigIntegerField()  # bytes

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path


class FaultyPath(models.Model):
    """A missing or altered file that is not an upload, such as a thumbnail or a picture (ratsite.files.other_files)."""

    wagtail_reference_index_ignore = True

    path = models.CharField(max_length=300)  # relative to the folder of private storage, or beginning with "media/"
    fault = models.CharField(max_length=8, choices=FileFault)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path


class FileTextQuerySet(models.QuerySet):
    def matching(self, terms: Collection[Term]) -> "FileTextQuerySet":
        """Return the pages of files that have any of these words or phrases."""
        return self.filter(FILE_TEXTS.matches(terms, all_of_them=False))


class FileText(models.Model):
    """The text of one page of a file, for the search. Who may see it depends on the file."""

    wagtail_reference_index_ignore = True

    stored_file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="texts")
    page = models.PositiveIntegerField()  # from 1; the text of a file without pages is cut into several parts
    text = models.TextField()
    sheet = models.CharField(max_length=100, blank=True)  # the name of the sheet in a workbook; otherwise empty

    objects = FileTextQuerySet.as_manager()

    class Meta:
        ordering = ["stored_file", "page"]
        constraints = [models.UniqueConstraint(fields=["stored_file", "page"], name="file_text_once_a_page")]

    def __str__(self) -> str:
        return f"text {self.pk}"

    @property
    def place(self) -> str:
        """Return words that tell readers where the text is, such as "page 12 of card.pdf"."""
        file = self.stored_file
        if self.sheet:
            return _("sheet %(sheet)s of %(file)s") % {"sheet": self.sheet, "file": file.name}
        return _("page %(page)s of %(file)s") % {"page": self.page, "file": file.name} if file.has_pages else file.name


class HiddenPartQuerySet(models.QuerySet):
    def to_clear(self) -> "HiddenPartQuerySet":
        """Return the hidden parts that must be cleared: all except titles of documents, which readers see anyway."""
        return self.exclude(kind=HiddenKind.TITLE)


class HiddenPart(models.Model):
    """A part of a file that its pages do not show, such as a comment, a hidden slide or the author's name.

    Only the curators and moderators of the resource may see it (ratsite.files.queries.hidden_parts). No search finds
    it.
    """

    wagtail_reference_index_ignore = True

    stored_file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="hidden_parts")
    kind = models.CharField(max_length=10, choices=HiddenKind)
    place = models.CharField(max_length=200)  # such as "page 3"
    text = models.TextField(blank=True)
    # Why it identifies no private person, in the words of the person who cleared it; empty until then.
    reason = models.CharField(max_length=300, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = HiddenPartQuerySet.as_manager()

    class Meta:
        ordering = ["stored_file", "pk"]
        constraints = [
            models.CheckConstraint(
                name="hidden_part_cleared_says_why",
                condition=Q(reason="", cleared_by=None, cleared_at=None)
                | (~Q(reason="") & Q(cleared_by__isnull=False, cleared_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"hidden part {self.pk}"
