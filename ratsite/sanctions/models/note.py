"""Notes about people by moderators and coordinators, and their messages to those people. Append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class NoteQuerySet(models.QuerySet):
    def notes(self) -> "NoteQuerySet":
        return self.filter(is_message=False)

    def messages(self) -> "NoteQuerySet":
        return self.filter(is_message=True)

    def visible_to(self, person) -> "NoteQuerySet":
        """Return the messages to this person.

        ratsite.sanctions.rules decides who may see messages to others.
        """
        return self.messages().filter(person=person) if person.is_authenticated and person.is_member else self.none()


class Note(models.Model):
    """A note about a person or, if is_message is set, a message to that person from "the moderators".

    Both the database (ratsite.lib.db.append_only) and `save` refuse to change a note. Erasing the person deletes the
    note.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="steward_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_message = models.BooleanField(default=False)
    text = models.CharField(max_length=2000)
    # The id of the form, so that a form sent twice makes one note.
    submission = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="note_has_text", condition=~Q(text="")),
            models.CheckConstraint(name="note_not_about_oneself", condition=~Q(author=models.F("person"))),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("a note is never changed")
        super().save(*args, **kwargs)
