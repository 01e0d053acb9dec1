"""Find files that are missing, and pictures of public pages whose content has changed.

The file fields of all models are checked, including any that a later version of Wagtail adds, except the content of
uploads: ratsite.files.fixity compares that with its SHA-256. Missing thumbnails and renditions are made again. Any
other fault stays recorded until a later check finds the file restored.
"""

import logging
from collections.abc import Iterator

from django.apps import apps
from django.core.files.storage import Storage
from django.db import models, transaction
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.utils.file import hash_filelike

from ratsite.files.enums import FileFault
from ratsite.files.fixity import stored_in
from ratsite.files.models import FaultyPath, StoredFile, private_storage
from ratsite.files.tasks import draw_again

logger = logging.getLogger(__name__)


def check_other_files() -> int:
    """Record which files are missing or altered, and render missing thumbnails and renditions again.

    Returns the number of faults that are left. Runs every day. The content of the pictures of public pages is verified
    (a site has some hundreds); of other files, only their existence.
    """
    found: dict[str, str] = {}
    fields = list(_file_fields())
    for storage in {id(field.storage): field.storage for _model, field in fields}.values():
        # Read the names before the files: a file that is stored in between must not count as missing.
        its_fields = [(model, field) for model, field in fields if field.storage is storage]
        named = [(model, field, name) for model, field in its_fields for name in _names(model, field)]
        stored = {name for name, _size, _written_at in stored_in(storage)}
        for model, field, name in named:
            if name not in stored and not _make_again(model, field, name):
                found[_path(storage, name)] = FileFault.MISSING
    for model in apps.get_models():
        if issubclass(model, AbstractImage):
            found |= dict.fromkeys(_altered(model), FileFault.ALTERED)
    _store(found)
    return len(found)


def _file_fields() -> Iterator[tuple[type[models.Model], models.FileField]]:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            is_content = model is StoredFile and field.name == "content"
            if isinstance(field, models.FileField) and model._meta.managed and not is_content:
                yield model, field


def _names(model: type[models.Model], field: models.FileField) -> set[str]:
    return set(model._default_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)) - {None}


def _make_again(model: type[models.Model], field: models.FileField, name: str) -> bool:
    """Make a missing thumbnail or rendition again. Return False if the file stays missing.

    Also returns True if the file is there now, or if no row names it any more.
    """
    row = model._default_manager.filter(**{field.name: name}).first()
    if row is None or field.storage.exists(name):
        return True
    try:
        if isinstance(row, StoredFile):
            draw_again(row)
        elif isinstance(row, AbstractRendition):
            _render_again(row)
    except Exception:
        logger.exception("the stored file %s is missing, and cannot be made again", name)
        return False
    return isinstance(row, StoredFile | AbstractRendition)


@transaction.atomic
def _render_again(rendition: AbstractRendition) -> None:
    """Make a rendition again. If this fails, its row stays, and each later check finds it missing again."""
    logger.error("the picture %s is missing, and is made again", rendition.file.name)
    rendition.delete()
    source = rendition.image.file
    if source.storage.exists(source.name):  # if not, the picture is missing too, and is recorded as missing
        rendition.image.get_rendition(rendition.filter_spec)


def _altered(model: type[AbstractImage]) -> Iterator[str]:
    """Yield the paths of the pictures whose content has changed since the upload, or cannot be read."""
    for image in model._default_manager.iterator():
        try:
            with image.file.storage.open(image.file.name, "rb") as content:
                digest = hash_filelike(content)
        except FileNotFoundError:
            continue
        except OSError:
            logger.exception("the picture %s cannot be read", image.file.name)
            yield _path(image.file.storage, image.file.name)
            continue
        same = model._default_manager.filter(pk=image.pk, file=image.file.name, file_hash=image.file_hash)
        if not image.file_hash:  # Wagtail stores the hash only of pictures that an editor uploads
            same.update(file_hash=digest)
        elif digest != image.file_hash and same.exists():
            yield _path(image.file.storage, image.file.name)


def _path(storage: Storage, name: str) -> str:
    """Return the path of a file as FaultyPath stores it."""
    return (name if storage is private_storage() else f"media/{name}")[:300]


def _store(found: dict[str, str]) -> None:
    """Replace the recorded faults by `found` ({path: FileFault}), and log the new ones."""
    known = set(FaultyPath.objects.values_list("path", "fault"))
    for path, fault in sorted(set(found.items()) - known):
        logger.error("the stored file %s is %s", path, fault)
    with transaction.atomic():
        FaultyPath.objects.all().delete()
        FaultyPath.objects.bulk_create([FaultyPath(path=path, fault=fault) for path, fault in sorted(found.items())])
