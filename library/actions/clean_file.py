"""Show the hidden parts of a file, and replace the file by a clean copy. The audit log records who looked."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from library.actions.edit_version import NotADraft, delete_spare_copies, delete_with_copies
from library.actions.lock_rows import lock_version
from library.actions.publish_version import advance
from library.identifier_check import identifiers_in_file, why_refused
from library.models import ResourceFile, ResourceVersion
from library.rules.resources import can_edit_resource, can_see_hidden_parts
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.actions import copy_visible_texts, delete_stored, make_clean_copy, mark_replaced, refuse_stored
from ratsite.files.enums import FileState
from ratsite.files.models import HiddenPart, StoredFile
from ratsite.files.tasks import draw_thumbnail


@transaction.atomic
def show_hidden_part(*, part_id: int, version: ResourceVersion, person: User) -> HiddenPart | None:
    """Return a hidden part for a curator or moderator, and record in the audit log that they looked at it.

    Return None if this version has no such part.
    """
    person = recheck(person, can_see_hidden_parts)
    if not ResourceVersion.objects.visible_to(person).filter(pk=version.pk).exists():
        raise PermissionDenied
    files = ResourceFile.objects.visible_to(person).filter(version=version)
    part = HiddenPart.objects.filter(pk=part_id, stored_file__in=files.values("stored_file")).first()
    if part is not None:
        record(version.resource, "library.hidden.show", actor=person, version=version.number, kind=part.kind)
    return part


@transaction.atomic
def begin_clean_copy(*, file_id, curator: User) -> StoredFile:
    """Start to make a clean copy of a draft's file (a copy with only what a reader sees) and return the copy.

    Raises NotADraft if the version is no longer a draft.
    """
    file = _lock(file_id, curator)
    copy = make_clean_copy(stored=file.stored_file, person=curator)
    record(file.version.resource, "library.hidden.copy", actor=curator, version=file.version.number)
    return copy


@transaction.atomic
def begin_clean_copies(*, version_id: int, curator: User) -> int:
    """Start to make a clean copy of each file of a draft that needs one and has none. Return how many were started.

    Raises NotADraft if the version is no longer a draft.
    """
    version = lock_version(version_id, curator)
    if not version.is_draft:
        raise NotADraft
    has_copy = StoredFile.objects.exclude(state=FileState.REFUSED).filter(clean_copy_of__isnull=False)
    files = version.files.exclude(stored_file__in=has_copy.values("clean_copy_of")).select_related("stored_file")
    hiding = HiddenPart.objects.to_clear().values("stored_file")
    needing = files.filter(Q(stored_file__in=hiding) | Q(stored_file__is_mendable=True))
    begun = [file.stored_file for file in needing if file.stored_file.can_be_cleaned]
    for stored in begun:
        make_clean_copy(stored=stored, person=curator)
        record(version.resource, "library.hidden.copy", actor=curator, version=version.number)
    return len(begun)


@transaction.atomic
def use_clean_copy(*, file_id, curator: User) -> bool:
    """Replace a draft's file by its clean copy. Return False if no clean copy is ready.

    The original is stored apart for 30 days. An original that its own check refused is deleted at once, because nobody
    may open such a file. Raises NotADraft if the version is no longer a draft.
    """
    file = _lock(file_id, curator)
    original = file.stored_file
    copy = next((copy for copy in original.clean_copies.all() if copy.is_clean), None)
    if copy is None:
        return False
    file.stored_file = copy
    file.save(update_fields=["stored_file"])
    copy_visible_texts(original=original, clean_copy=copy)
    # The original's text too: what text recognition reads on a page that became a picture can be wrong.
    texts = [copy.name, *(text for file in (copy, original) for text in file.texts.values_list("text", flat=True))]
    # The copy was no resource's file when it was checked, so the rules for files of resources are applied now.
    if why := why_refused(str(copy.pk), texts, True):
        refuse_stored(file_id=str(copy.pk), why=why)
    longest = ResourceFile._meta.get_field("identifiers").max_length
    names = dict.fromkeys(identifiers_in_file(str(copy.pk), texts, True))
    file.identifiers = ", ".join(names)[:longest]
    file.save(update_fields=["identifiers"])
    copy.thumbnail_page = original.thumbnail_page
    copy.save(update_fields=["thumbnail_page"])
    transaction.on_commit(partial(draw_thumbnail.enqueue, str(copy.pk)))
    if original.is_clean:
        delete_spare_copies(original)
        mark_replaced(original)
    else:
        delete_with_copies(original)
    record(file.version.resource, "library.hidden.clean", actor=curator, version=file.version.number)
    advance(file.version, asked_by=curator)
    return True


@transaction.atomic
def take_original(*, file_id, curator: User) -> StoredFile | None:
    """Return the original that a clean copy has replaced, and record in the audit log that the curator took it.

    Return None if it has been deleted.
    """
    file = ResourceFile.objects.select_related("version__resource", "stored_file__clean_copy_of").get(pk=file_id)
    curator = recheck(curator, can_edit_resource, file.version.resource)
    if not ResourceFile.objects.visible_to(curator).filter(pk=file_id).exists():
        raise PermissionDenied
    original = file.stored_file.replaced_original
    if original is not None:
        record(file.version.resource, "library.hidden.original", actor=curator, version=file.version.number)
    return original


def delete_old_originals() -> int:
    """Delete the originals that clean copies replaced more than 30 days ago. Return how many. Runs every day."""
    return sum(_delete_original(pk) for pk in StoredFile.objects.replaced_long_ago().values_list("pk", flat=True))


@transaction.atomic
def _delete_original(stored_id) -> bool:
    original = StoredFile.objects.replaced_long_ago().select_for_update(of=("self",)).filter(pk=stored_id).first()
    if original is None:
        return False
    copies = ResourceFile.objects.filter(stored_file__clean_copy_of=original).select_related("version__resource")
    for file in copies:
        reason = _("It was kept for 30 days.")
        record(
            file.version.resource,
            "library.hidden.delete_original",
            actor=None,
            reason=reason,
            version=file.version.number,
        )
    delete_stored(stored=original)
    return True


def _lock(file_id, curator: User) -> ResourceFile:
    """Lock the resource of a draft's file and return the file. Raises NotADraft if its version is no longer a draft."""
    version = lock_version(ResourceFile.objects.values_list("version", flat=True).get(pk=file_id), curator)
    if not version.is_draft:
        raise NotADraft
    file = version.files.select_related("stored_file").get(pk=file_id)
    file.version = version
    return file
