"""Line ends of typed texts: a browser sends two characters for each in a form, and a script one."""


def with_plain_line_ends(text: str) -> str:
    """Return the text with "\n" for each line end, so that a text sent in both ways is the same text."""
    return text.replace("\r\n", "\n")
