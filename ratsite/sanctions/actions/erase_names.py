"""Remove the name of a person being erased from notes about other people and from other people's sanctions."""

from django.db import transaction
from django.db.models import Q

from ratsite.lib.personal_data import Erasing, batches_of_keys, erase_in_fields
from ratsite.sanctions.models import Note, Sanction


def erase_in_notes(erasing: Erasing) -> None:
    """Replace each note about another person that names the person being erased with a new note without the name.

    A note cannot be updated.
    """
    may_contain_name = Q()
    for word in erasing.words:
        may_contain_name |= Q(text__icontains=word)
    for note_ids in batches_of_keys(Note.objects.filter(may_contain_name).exclude(person=erasing.person)):
        for note_id in note_ids:
            _replace_note(note_id, erasing)


def erase_in_sanctions(erasing: Erasing) -> None:
    """Remove the name of the person being erased from sanctions against others, who can read their sanctions."""
    others = Sanction.objects.exclude(person=erasing.person)
    erase_in_fields(others, "reason", "closed_because", "appeal", "appeal_answer", erasing=erasing)


@transaction.atomic
def _replace_note(note_id: int, erasing: Erasing) -> None:
    note = Note.objects.select_for_update(of=("self",), no_key=True).filter(pk=note_id).first()
    if note is None:
        return
    values = {field.attname: getattr(note, field.attname) for field in Note._meta.concrete_fields}
    note.delete()
    length = Note._meta.get_field("text").max_length
    Note.objects.create(**values | {"text": erasing.without(note.text)[:length]})
