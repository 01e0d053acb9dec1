"""Topics with files, and functions that read the search page as a person sees it."""

import html
import re

from django.core.files.uploadedfile import SimpleUploadedFile

from forum.models import Attachment, Topic
from forum.queries import search
from ratsite.files.quarantine import end_quarantine
from tests.factories import make_topic
from tests.markup import flat

TITLE = re.compile(r'<h3><a href="[^"]*">(.*?)</a></h3>')
TAGS = re.compile(r"<[^>]+>")


def make_enclosed(*uploads: SimpleUploadedFile, **fields) -> Topic:
    """Create and return a topic whose first post has these files, which have passed their check."""
    topic = make_topic(files=uploads, **fields)
    for attachment in Attachment.objects.filter(post__topic=topic):
        end_quarantine(file_id=str(attachment.stored_file_id))
    topic.refresh_from_db()
    return topic


def page(client, query: str = "", **parameters) -> str:
    response = client.get("/search/", {"q": query, **parameters})
    assert response.status_code == 200
    return flat(response.content)


def titles(answer: str) -> list[str]:
    """Return the titles of the results on a page, in order."""
    return [html.unescape(TAGS.sub("", title)) for title in TITLE.findall(answer)]


def found(client, query: str = "", **parameters) -> list[str]:
    return titles(page(client, query, **parameters))


def choices(answer: str, name: str) -> list[str]:
    """Return the choices of a filter, without the empty one."""
    select = re.search(rf'<select name="{name}".*?</select>', answer, re.S).group()
    return [
        html.unescape(words) for value, words in re.findall(r'<option value="(.*?)".*?>(.*?)</option>', select) if value
    ]


def cap(monkeypatch, *, ranked: int, looked_at: int = search.MOST_LOOKED_AT) -> None:
    """Lower the limits of the search, so that few posts reach them, and compile its queries again."""
    monkeypatch.setattr("forum.queries.search.MOST_RANKED", ranked)
    monkeypatch.setattr("forum.queries.search.MOST_LOOKED_AT", looked_at)
    for query in search.COMPILED.values():
        monkeypatch.setattr(query, "_statements", {})
