"""Create the demo's history, news and events from TOML files."""

import math
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image, ImageDraw, ImageFont

from ratsite.demo.content_files import load
from ratsite.pages.models import EventIndexPage, HistoryIndexPage, NewsIndexPage, SiteImage, StandardPage
from ratsite.pages.models.standard import WHY_SLUG
from ratsite.pages.site_tree import create_event_page, create_history_part, create_news_page, create_sector_page

SIZE = (1200, 630)  # pixels: the size at which link previews show a picture uncropped
CHAIRS = 30
PAPER, INK = "#F6F2EA", "#211E19"
REMIT_COLOURS = (
    "#004E83", "#511739", "#651000", "#6D5117", "#3E2065", "#787202", "#5F7962", "#5D3D38", "#2F7398", "#5D5A55",
)  # fmt: skip


@transaction.atomic
def load_pages() -> None:
    """Publish the demo's pages below the pages that every site has. Pages that exist already stay unchanged."""
    history, news, events = (model.objects.get() for model in (HistoryIndexPage, NewsIndexPage, EventIndexPage))
    for row in _rows("history", "part"):
        create_history_part(history, row)
    for row in _rows("news", "news"):
        create_news_page(news, row, _picture(row) if row["image"] else None)
    for row in _rows("events", "event"):
        create_event_page(events, row)
    why, sectors = StandardPage.objects.get(slug=WHY_SLUG), load("sectors")
    for row in sectors["sector"]:
        figures = [{**sectors["source"], **figure} for figure in row["figures"]]
        create_sector_page(why, {**row, "figures": figures})


def _rows(name: str, key: str) -> list[dict]:
    return load(name)[key]


def _picture(row: dict) -> SiteImage:
    title = f"Drawing for “{row['title']}”"[:255]
    existing = SiteImage.objects.filter(title=title).first()
    if existing:
        return existing
    sheet = Image.new("RGB", SIZE, PAPER)
    _plan_of_a_room(ImageDraw.Draw(sheet))
    content = BytesIO()
    sheet.save(content, format="PNG")
    picture = SiteImage(title=title, description=row["image_alt"], credit=row["image_credit"])
    picture.file.save(f"{row['slug']}.png", ContentFile(content.getvalue()), save=False)
    picture.save()
    return picture


def _plan_of_a_room(draw: ImageDraw.ImageDraw) -> None:
    """Draw a plan that one news page describes: thirty chairs in a ring, a wide door and a smaller room."""
    font = ImageFont.load_default(size=34)
    draw.rectangle((60, 60, 840, 570), outline=INK, width=6)
    draw.rectangle((840, 250, 1140, 570), outline=INK, width=6)
    for opening, words, place in (
        ((380, 570, 560, 570), "Wide door, no step", (325, 515)),
        ((840, 320, 840, 430), "Quiet room", (905, 390)),
    ):
        draw.line(opening, fill=PAPER, width=12)
        draw.text(place, words, fill=INK, font=font)
    for number in range(CHAIRS):
        angle = 2 * math.pi * number / CHAIRS
        x, y = 450 + 320 * math.cos(angle), 285 + 185 * math.sin(angle)
        colour = REMIT_COLOURS[number % len(REMIT_COLOURS)]
        draw.rounded_rectangle((x - 15, y - 15, x + 15, y + 15), radius=7, fill=colour)
    draw.text((345, 262), "Thirty chairs", fill=INK, font=font)
