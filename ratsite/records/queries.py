"""Queries for visitors' messages from the contact page: all, complaints not yet in the register, open questions."""

from dataclasses import dataclass

from django.db.models import QuerySet

from ratsite.accounts.models import User
from ratsite.accounts.models.person_queryset import name_words
from ratsite.accounts.rules import can_manage_members
from ratsite.pages.enums import MessageKind
from ratsite.pages.models import ContactMessage
from ratsite.records.models import Complaint


def messages_for(user: User) -> QuerySet[ContactMessage]:
    """Return the visitors' messages that this user may read, newest first. Users who are not coordinators get none.

    A complaint about the user is left out. A complaint that may be about the user is left out until another coordinator
    has entered it in the register and said whom it is about.
    """
    visible = ContactMessage.objects.visible_to(user)
    if not can_manage_members(user):
        return visible
    about_them = Complaint.objects.filter(concerns=user, message__isnull=False).values("message")
    coordinators = _coordinators_and(user)
    waiting = complaints_not_entered().values_list("pk", "text").iterator()
    may_be_about_them = [pk for pk, text in waiting if user in _named_in(text, coordinators).hidden_from]
    return visible.exclude(pk__in=about_them).exclude(pk__in=may_be_about_them)


@dataclass(frozen=True)
class Named:
    """The coordinators whose first or last name is in the text of a complaint, so that it may be about them.

    hidden_from: those from whom the complaint is hidden, because the text has more words of their name than of another
    coordinator's. So the coordinators who are named least, or not at all, can always read it.
    """

    people: list[User]
    hidden_from: list[User]


def named_in(message: ContactMessage, reader: User) -> Named:
    """Return which coordinators a message from the contact page names. reader: the coordinator who reads it."""
    return _named_in(message.text, _coordinators_and(reader))


def _named_in(text: str, coordinators: list[User]) -> Named:
    """Return which of these coordinators a text names. A coordinator counts as named by each word of their name in it.

    The verb "will" also counts as the name of a coordinator called Will. This may hide a complaint from one coordinator
    too many, but never from all of them.
    """
    words = set(name_words(text))
    counts = {person: len(words.intersection(name_words(person.get_full_name()))) for person in coordinators}
    least = min(counts.values(), default=0)
    return Named(
        people=[person for person, count in counts.items() if count],
        hidden_from=[person for person, count in counts.items() if count > least],
    )


def _coordinators_and(user: User) -> list[User]:
    """Return the coordinators who can read a complaint today, and the user.

    Coordinators who cannot sign in today are left out: if a complaint were left to one of them, nobody might ever read
    it.
    """
    return [*User.objects.coordinators().exclude(pk=user.pk).order_by("pk"), user]


def complaints_from_the_form(user: User) -> QuerySet[ContactMessage]:
    """Return the complaints from the contact page that are not in the register yet, oldest first.

    Those that are or may be about the user are left out; users who are not coordinators get none.
    """
    waiting = messages_for(user).filter(pk__in=complaints_not_entered().values("pk"))
    return waiting.order_by("received_at", "pk")


def complaints_not_entered() -> QuerySet[ContactMessage]:
    """Return all complaints from the contact page that are not in the register yet, whoever they are about.

    To show them to a person, use complaints_from_the_form instead: it leaves out those about that person. The reminder
    email uses this function, because it does not say what a complaint is about.
    """
    entered = Complaint.objects.exclude(message=None).values("message")
    return ContactMessage.objects.filter(kind=MessageKind.COMPLAINT).exclude(pk__in=entered).order_by()


def questions_unanswered(user: User) -> QuerySet[ContactMessage]:
    """Return the messages from the contact page that are not complaints and not answered yet, oldest first."""
    questions = ContactMessage.objects.visible_to(user).filter(kind=MessageKind.CONTACT)
    return questions.unanswered().order_by("received_at", "pk")
