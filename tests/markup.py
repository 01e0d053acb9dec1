"""HTML for comparing in tests: the layout of a template does not matter."""

import re


def flat(html: str | bytes) -> str:
    """Return the HTML on one line: line breaks next to tags are removed, other white space becomes one space."""
    text = html.decode() if isinstance(html, bytes) else html
    text = re.sub(r"\s*\n\s*(?=<)|(?<=>)\s*\n\s*", "", text)
    return re.sub(r"(<[^>]*?) (>)", r"\1\2", re.sub(r"\s+", " ", text))


def text_of(response, status: int = 200) -> str:
    """Return the page flat. Fail if the answer has another status: a redirect and an error page lack every word."""
    assert response.status_code == status
    return flat(response.content)
