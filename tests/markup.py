"""HTML as tests compare it: how a template is laid out changes nothing."""

import re


def flat(html: str | bytes) -> str:
    """The HTML in one line, without white space beside tags."""
    text = html.decode() if isinstance(html, bytes) else html
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?(<[^>]*?) ?(>) ?", r"\1\2", text)
