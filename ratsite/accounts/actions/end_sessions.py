from allauth.usersessions.models import UserSession

from ratsite.accounts.models import User


def end_sessions(person: User, *, but: str | None = None) -> None:
    """End every session of a person, in the caller's transaction. but: the key of the one session that stays open."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=but or ""):
        session.end()
