"""Create the demo's history, news and events from TOML files."""

import tomllib
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image, ImageDraw

from ratsite.pages.models import EventIndexPage, HistoryIndexPage, NewsIndexPage, SiteImage
from ratsite.pages.site_tree import create_event_page, create_history_part, create_news_page

CONTENT = Path(__file__).parent / "content"
SIZE = (1200, 630)  # pixels: link previews show it uncropped
PAPER, INK = "#F6F2EA", "#211E19"
REMIT_COLOURS = (
    "#004E83", "#511739", "#651000", "#6D5117", "#3E2065", "#787202", "#5F7962", "#5D3D38", "#2F7398", "#5D5A55",
)  # fmt: skip


@transaction.atomic
def load_pages() -> None:
    """Publish the demo's pages below the pages that every site has. Existing pages stay unchanged."""
    history, news, events = (model.objects.get() for model in (HistoryIndexPage, NewsIndexPage, EventIndexPage))
    for row in _rows("history", "part"):
        create_history_part(history, row)
    pictures = iter((_squares_on_a_line, _chairs))
    for row in _rows("news", "news"):
        create_news_page(news, row, _picture(row, next(pictures)) if row["image"] else None)
    for row in _rows("events", "event"):
        create_event_page(events, row)


def _rows(name: str, key: str) -> list[dict]:
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))[key]


def _picture(row: dict, draw_on) -> SiteImage:
    title = f"Drawing for “{row['title']}”"[:255]
    existing = SiteImage.objects.filter(title=title).first()
    if existing:
        return existing
    sheet = Image.new("RGB", SIZE, PAPER)
    draw_on(ImageDraw.Draw(sheet))
    content = BytesIO()
    sheet.save(content, format="PNG")
    picture = SiteImage(title=title, description=row["image_alt"], credit=row["image_credit"])
    picture.file.save(f"{row['slug']}.png", ContentFile(content.getvalue()), save=False)
    picture.save()
    return picture


def _squares_on_a_line(draw: ImageDraw.ImageDraw) -> None:
    step, side = 108, 26
    points = [(114 + step * n, 315 + (-60 if n % 2 else 60)) for n in range(len(REMIT_COLOURS))]
    draw.line([(0, 315), *points, (SIZE[0], 315)], fill=INK, width=5, joint="curve")
    for (x, y), colour in zip(points, REMIT_COLOURS, strict=True):
        draw.rounded_rectangle((x - side, y - side, x + side, y + side), radius=8, fill=colour)


def _chairs(draw: ImageDraw.ImageDraw) -> None:
    centres = [(x, y) for y in (140, 315, 490) for x in range(120, 1120, 160)]
    rows = [centres[n : n + 7] for n in range(0, len(centres), 7)]
    path = [point for n, row in enumerate(rows) for point in (row if n % 2 == 0 else row[::-1])]
    draw.line(path, fill=INK, width=4, joint="curve")
    for n, (x, y) in enumerate(path):
        draw.rounded_rectangle((x - 36, y - 34, x + 36, y + 34), radius=22, fill=PAPER, outline=INK, width=4)
        draw.rounded_rectangle((x - 36, y - 44, x + 36, y - 30), radius=7, fill=REMIT_COLOURS[n % 10])
