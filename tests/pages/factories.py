"""Public pages for tests, made in the same way as the site's first pages."""

import datetime as dt
import itertools
from io import BytesIO

from PIL import Image

from ratsite.pages.models import SiteImage
from ratsite.pages.site_tree import create_event_page, create_history_part, create_news_page

numbers = itertools.count(1)
PARAGRAPH = {"type": "paragraph", "text": "Words that are read."}


def make_part(history, number: int, **row):
    defaults = {
        "number": number,
        "title": f"Part {number} title",
        "slug": f"part-{number}-{next(numbers)}",
        "byline": "Ruth Ellery",
        "introduction": "An introduction.",
        "body": [PARAGRAPH],
    }
    return create_history_part(history, {**defaults, **row})


def make_news(news, picture=None, **row):
    number = next(numbers)
    defaults = {
        "title": f"News {number}",
        "slug": f"news-{number}",
        "summary": "In short.",
        "date": dt.date(2026, 11, 19),
        "author": "The editors",
        "body": [PARAGRAPH],
    }
    return create_news_page(news, {**defaults, **row}, picture)


def make_event(events, **row):
    number = next(numbers)
    defaults = {
        "title": f"Event {number}",
        "slug": f"event-{number}",
        "start": dt.datetime(2036, 7, 10, 9, 30),  # noqa: DTZ001 London's, as editors write it
        "end": dt.datetime(2036, 7, 10, 13, 0),  # noqa: DTZ001
        "venue": "A library",
        "introduction": "Come along.",
        "body": [PARAGRAPH],
    }
    return create_event_page(events, {**defaults, **row})


def draw(size=(60, 40), kind="PNG", **options) -> BytesIO:
    output = BytesIO()
    Image.new("RGB", size, "#0B5A5B").save(output, format=kind, **options)
    output.seek(0)
    return output


def make_picture(title="A drawing") -> SiteImage:
    picture = SiteImage(title=title, description="A line through ten squares.", credit="Drawn here")
    picture.file.save("drawing.png", draw(), save=False)
    picture.save()
    return picture
