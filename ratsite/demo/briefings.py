"""Let the demo's people write briefings from resources; the moderator signs one, and teams use it."""

from library.models import Resource
from ratsite.accounts.models import User
from ratsite.demo.content_files import load
from ratsite.trends.actions.write_briefing import TEXTS, add_briefing, ask_to_sign, sign_briefing, use_briefing
from ratsite.trends.enums import BriefingKind
from ratsite.trends.models import Briefing


def load_briefings(people: dict[str, User], moderator: User) -> None:
    """Load all of them, unless there is a briefing already."""
    if Briefing.objects.exists():
        return
    for row in load("briefings")["briefing"]:
        author, resource = people[row["author"]], Resource.objects.get(title=row["resource"])
        texts = {name: row[name].strip() for name in TEXTS}
        briefing = add_briefing(author=author, kind=BriefingKind.RESOURCE, resource=resource, **texts)
        ask_to_sign(briefing_id=briefing.pk, author=author)
        if row["is_signed"]:
            sign_briefing(briefing_id=briefing.pk, signer=moderator, seen=briefing.changed_at)
        for key in row["used_by"]:
            use_briefing(briefing_id=briefing.pk, person=people[key])
