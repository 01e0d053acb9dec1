from allauth.usersessions.models import UserSession

from ratsite.accounts.models import User


def end_sessions(person: User) -> None:
    """End every session of a person, inside the caller's transaction."""
    for session in UserSession.objects.filter(user=person):
        session.end()
