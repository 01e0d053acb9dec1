from django.db import models
from django.utils.translation import gettext_lazy as _

from ratsite.lib.documents.hidden_parts import HiddenPartKind


class FileState(models.TextChoices):
    QUARANTINED = "quarantined", _("Being checked")
    CLEAN = "clean", _("Checked")
    REFUSED = "refused", _("Refused")


class TextStatus(models.TextChoices):
    """How much of a file's text a search can find."""

    WHOLE = "whole", _("All of its text can be searched")
    PART = "part", _("Only part of its text can be searched")
    SCAN = "scan", _("A scan or picture, without text to search")
    UNREAD = "unread", _("Its text cannot be read")


class HiddenKind(models.TextChoices):
    """Kinds of hidden part, with labels for curators."""

    TITLE = HiddenPartKind.TITLE.value, _("Title in its properties")
    METADATA = HiddenPartKind.METADATA.value, _("Author or other properties")
    COMMENT = HiddenPartKind.COMMENT.value, _("Comment")
    CHANGE = HiddenPartKind.CHANGE.value, _("Tracked change")
    SLIDE = HiddenPartKind.SLIDE.value, _("Hidden slide")
    SHEET = HiddenPartKind.SHEET.value, _("Hidden sheet")
    ROW = HiddenPartKind.ROW.value, _("Hidden row")
    COLUMN = HiddenPartKind.COLUMN.value, _("Hidden column")
    TEXT = HiddenPartKind.TEXT.value, _("Hidden text")
    NOTES = HiddenPartKind.NOTES.value, _("Speaker notes")
    CAMERA = HiddenPartKind.CAMERA.value, _("Where a picture was taken, or with which camera")
    EMBEDDED = HiddenPartKind.EMBEDDED.value, _("File inside the file")
    MACRO = HiddenPartKind.MACRO.value, _("Macro or script")
    LINK = HiddenPartKind.LINK.value, _("Link that loads something from elsewhere")
    COVERED = HiddenPartKind.COVERED.value, _("Text under a box or picture")
    PICTURE = HiddenPartKind.PICTURE.value, _("Picture under a box or another picture")
    ATTACHMENT = HiddenPartKind.ATTACHMENT.value, _("Attached file")
    FORM = HiddenPartKind.FORM.value, _("What was typed into a form")
    LAYER = HiddenPartKind.LAYER.value, _("Hidden layer")
    OTHER = HiddenPartKind.OTHER.value, _("Other words that the pages do not show")


class FileFault(models.TextChoices):
    MISSING = "missing", _("Missing")
    ALTERED = "altered", _("Altered")


class Scanner(models.TextChoices):
    OFF = "off", _("Not set up")
    ANSWERS = "answers", _("Working")
    AWAY = "away", _("Not answering")
