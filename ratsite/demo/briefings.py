"""Let the demo's people write briefings from resources and a trend; the moderator signs some, and teams use them."""

from forum.models import Topic
from library.models import Resource
from ratsite.accounts.models import User
from ratsite.demo.content_files import load
from ratsite.trends.actions.write_briefing import TEXTS, add_briefing, ask_to_sign, sign_briefing, use_briefing
from ratsite.trends.enums import BriefingKind
from ratsite.trends.models import Briefing


def load_briefings(people: dict[str, User], moderator: User) -> None:
    """Write the demo's briefings, unless there is a briefing already."""
    if Briefing.objects.exists():
        return
    for row in load("briefings")["briefing"]:
        author, texts = people[row["author"]], {name: row[name].strip() for name in TEXTS}
        if title := row.get("trend"):
            source = {"kind": BriefingKind.TREND, "topic": Topic.objects.get(title=title)}
        else:
            source = {"kind": BriefingKind.RESOURCE, "resource": Resource.objects.get(title=row["resource"])}
        briefing = add_briefing(author=author, **source, **texts)
        ask_to_sign(briefing_id=briefing.pk, author=author)
        if row["is_signed"]:
            sign_briefing(briefing_id=briefing.pk, signer=moderator, seen=briefing.changed_at)
        for key in row["used_by"]:
            use_briefing(briefing_id=briefing.pk, person=people[key])
