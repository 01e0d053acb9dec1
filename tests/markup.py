"""HTML as tests compare it: how a template is laid out changes nothing."""

import re


def flat(html: str | bytes) -> str:
    """The HTML in one line: line breaks beside tags are gone, all other white space is one space."""
    text = html.decode() if isinstance(html, bytes) else html
    text = re.sub(r"\s*\n\s*(?=<)|(?<=>)\s*\n\s*", "", text)
    return re.sub(r"(<[^>]*?) (>)", r"\1\2", re.sub(r"\s+", " ", text))
