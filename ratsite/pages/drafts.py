"""Check drafts of public pages as the CMS does when an editor publishes: a draft may lack what a page requires."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import Page


def invalid_fields(draft: Page) -> list[str]:
    """Return the labels of the fields and lists that keep a draft from being published, each once."""
    names = _invalid_names(draft)
    for relation in get_all_child_relations(draft):
        rows = getattr(draft, relation.get_accessor_name()).all()
        if not all(_passes(row.full_clean, exclude=[relation.field.name]) for row in rows):
            names.append(relation.name)
    return list(dict.fromkeys(str(_label(draft, name)) for name in names))


def _invalid_names(draft: Page) -> list[str]:
    names = []
    try:
        draft.full_clean()
    except ValidationError as error:
        names += error.message_dict
    if draft.expire_at and draft.expire_at <= timezone.now():
        names.append("expire_at")
    for field in draft._meta.concrete_fields:
        if isinstance(field, StreamField) and not _passes(field.stream_block.clean, getattr(draft, field.name)):
            names.append(field.name)
    return names


def _passes(check, *args, **kwargs) -> bool:
    try:
        check(*args, **kwargs)
    except ValidationError:
        return False
    return True


def _label(draft: Page, name: str) -> str:
    if name == NON_FIELD_ERRORS:
        return draft._meta.verbose_name
    field = draft._meta.get_field(name)
    return field.related_model._meta.verbose_name_plural if field.one_to_many else field.verbose_name
