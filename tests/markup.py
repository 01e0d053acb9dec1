"""Pages as text on one line, so that tests do not depend on the layout of a template."""

import re


def flat(html: str | bytes) -> str:
    """Return the HTML on one line: line breaks next to tags are removed, other white space becomes one space."""
    text = html.decode() if isinstance(html, bytes) else html
    text = re.sub(r"\s*\n\s*(?=<)|(?<=>)\s*\n\s*", "", text)
    return re.sub(r"(<[^>]*?) (>)", r"\1\2", re.sub(r"\s+", " ", text))


def text_of(response, status: int = 200) -> str:
    """Return the page as `flat` does. Fail if the response has another status.

    Otherwise an assertion that a word is missing would pass for a redirect or an error page.
    """
    assert response.status_code == status
    return flat(response.content)
