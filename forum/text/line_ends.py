"""Line ends of typed texts: a browser's form sends two characters for each, a script one."""


def with_plain_line_ends(text: str) -> str:
    """Return the text with "\n" for each line end, so that one text is equal however it was sent."""
    return text.replace("\r\n", "\n")
