"""Mark texts for translation in modules that also run without Django's settings (the limited process for files)."""


def gettext_noop(text: str) -> str:
    """Mark a text for makemessages, like Django's function of this name, which needs settings.

    The code that shows the text translates it.
    """
    return text
