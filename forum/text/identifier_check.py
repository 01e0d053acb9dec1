"""What identifies a person in what somebody is about to say, in place; and what may pass because it is published."""

from collections.abc import Iterable, Mapping
from itertools import chain

from django.http import QueryDict

from forum.models import Topic
from ratsite.accounts.models import User
from ratsite.lib.identifiers import Finding, Strength, find, redact, scan
from ratsite.lib.identifiers.scan import Looked
from ratsite.lib.markup.markdown import MAX_SOURCE
from ratsite.network.models import Area
from ratsite.pages.contacts import published_contacts

# What others will read of a form, by the names of its fields, and what the writer calls it.
READ_BY_OTHERS = {
    "title": "the title",
    "learned": "what was learned",
    "body": "the text",
    "content_note": "the content note",
    "reason": "why you change it",
}
MOST_LOOKED_THROUGH = 2 * MAX_SOURCE  # characters: a form sends two for a line's end
FILES = "files"
CHILDREN = "children"  # the slug of that group among those affected


def look(texts: Iterable[tuple[str, str]]) -> Looked:
    """texts: (field, what stands in it). One query for each list of published contacts, where anything is found."""
    named = ((field, READ_BY_OTHERS.get(field, "the name of a file"), text) for field, text in texts)
    return scan.look(named, published_contacts)


def must_be_settled(texts: Iterable[str]) -> bool:
    """Whether one of them may identify somebody. It reads no further than it must."""
    suspicious = (text for text in texts if _asks(find(text)))
    first = next(suspicious, None)
    if first is None:
        return False
    allow = published_contacts()
    return any(_asks(find(text, allow)) for text in chain([first], suspicious))


def _asks(findings: Iterable[Finding]) -> bool:
    return any(finding.strength >= Strength.ASK for finding in findings)


def is_about_children(topic: Topic) -> bool:
    return topic.affected.filter(slug=CHILDREN).exists()


def front_doors(writer: User) -> list[Area]:
    """Where a child is referred, in the areas of the writer's agency; empty where none is known."""
    return list(Area.objects.filter(agencies=writer.agency_id).exclude(front_door_name=""))


def as_texts(data: Mapping) -> list[tuple[str, str]]:
    """What others will read of a form's cleaned data; a file's name with spaces, as `find` wants it."""
    texts = [(field, data.get(field) or "") for field in READ_BY_OTHERS]
    return texts + [(FILES, file.name.replace("_", " ")) for file in data.get(FILES) or ()]


def without(sent: QueryDict) -> QueryDict:
    """The form as it was sent, without what must be settled in its texts. Names of files stay as they are.

    So does a text that no form takes: looking through it would take as long as somebody makes it.
    """
    allow, cleared = published_contacts(), sent.copy()
    for field in READ_BY_OTHERS:
        text = sent.get(field, "")
        if 0 < len(text) <= MOST_LOOKED_THROUGH:
            must_go = [finding for finding in find(text, allow) if finding.strength >= Strength.ASK]
            cleared[field] = redact(text, must_go)
    return cleared
