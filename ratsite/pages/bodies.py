"""Convert plain rows, as seeds and imports write them, into the form in which a page's body is stored."""

from collections.abc import Iterable

from django.utils.html import linebreaks


def body_from(rows: Iterable[dict]) -> list[dict]:
    """Return a page's body, in the form in which it is stored, for rows such as {"type": "paragraph", "text": …}.

    Raises KeyError for an unknown type.
    """
    return [{"type": row["type"], "value": BLOCKS[row["type"]](row)} for row in rows]


def rich_text(text: str) -> str:
    """Return a text as HTML. HTML stays as it is; each paragraph of plain text is put in <p>."""
    text = text.strip()
    if text.startswith("<"):
        return text
    if "<" in text:  # a sentence with a link in it
        return f"<p>{text}</p>"
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
    return linebreaks("\n\n".join(paragraphs), autoescape=True).replace("\n\n", "")


def _fields(*names: str):
    return lambda row: {name: row.get(name, "") for name in names}


def _table(row: dict) -> dict:
    return {
        "caption": row.get("caption", ""),
        "columns": [{"type": "text", "heading": heading} for heading in row["columns"]],
        "rows": [{"values": cells} for cells in row["rows"]],
    }


BLOCKS = {
    "paragraph": lambda row: rich_text(row["text"]),
    "heading": lambda row: row["text"],
    "subheading": lambda row: row["text"],
    "quote": _fields("text", "attribution"),
    "callout": lambda row: {
        "kind": row.get("kind", "notice"),
        "title": row["title"],
        "text": rich_text(row["text"]),
    },
    "accordion": lambda row: [{"title": item["title"], "text": rich_text(item["text"])} for item in row["items"]],
    "table": _table,
    "contact": _fields("name", "phone", "email", "address", "hours"),
    "video": _fields("title", "url", "length"),
    "button": _fields("label", "link"),
}
