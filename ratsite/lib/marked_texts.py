"""Mark texts for translation in modules that also run without Django's settings: in the process that reads files."""


def gettext_noop(text: str) -> str:
    """Mark a text for makemessages, like Django's gettext_noop, but without needing Django's settings.

    The code that shows the text translates it.
    """
    return text
