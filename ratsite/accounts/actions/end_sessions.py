from allauth.usersessions.models import UserSession

from ratsite.accounts.models import User


def end_sessions(person: User, *, except_key: str | None = None) -> None:
    """End every session of a person, in the caller's transaction. except_key: the key of the one that stays open."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=except_key or ""):
        session.end()
