"""Line ends of typed texts: a browser's form sends two characters (CR LF) for each line end, a script one (LF)."""


def with_plain_line_ends(text: str) -> str:
    """Return the text with one character (LF) for each line end, so that texts from a form and a script are equal."""
    return text.replace("\r\n", "\n")
