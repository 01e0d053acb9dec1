from django.db import models
from django.utils.translation import gettext_lazy as _


class Relationship(models.TextChoices):
    """How a part of the history relates to the original text from which it comes."""

    ORIGINAL = "original", _("First published here")
    REPRODUCED = "reproduced", _("Reproduced, word for word")
    ADAPTED = "adapted", _("Adapted from the original")
    SUMMARY = "summary", _("A summary of the original, reworded")


class Canonical(models.TextChoices):
    """The page that search engines should list for a part of the history: this site's, the original, or neither."""

    OWN = "own", _("This page")
    SOURCE = "source", _("The original article")
    NOINDEX = "noindex", _("Neither page: keep this page out of search engines")


class MessageKind(models.TextChoices):
    CONTACT = "contact", _("Message")
    COMPLAINT = "complaint", _("Complaint")


class CalloutKind(models.TextChoices):
    NOTICE = "notice", _("Good to know")
    OK = "ok", _("All right")
    CAUTION = "caution", _("Check first")
    STOP = "stop", _("Do not")


class ForWhom(models.TextChoices):
    ANYONE = "anyone", _("Anyone")
    ADULTS = "adults", _("Adults")
    CHILDREN = "children", _("Children and young people")


class ContactKind(models.TextChoices):
    """What a published contact allows in texts: the role mailboxes of a domain, one address, or one number."""

    DOMAIN = "domain", _("An email domain")
    EMAIL = "email", _("An email address")
    PHONE = "phone", _("A phone number")
