from django.db import models


class Relationship(models.TextChoices):
    """How a part of the history relates to the text that it comes from."""

    ORIGINAL = "original", "First published here"
    REPRODUCED = "reproduced", "Reproduced, word for word"
    ADAPTED = "adapted", "Adapted from it"
    SUMMARY = "summary", "A summary of it, in other words"


class Canonical(models.TextChoices):
    """Which page search engines should list."""

    OWN = "own", "This page"
    SOURCE = "source", "The original article"
    NOINDEX = "noindex", "Neither: keep this page out of search engines"


class MessageKind(models.TextChoices):
    CONTACT = "contact", "Message"
    COMPLAINT = "complaint", "Complaint"


class CalloutKind(models.TextChoices):
    NOTICE = "notice", "Good to know"
    OK = "ok", "Settled"
    CAUTION = "caution", "Check first"
    STOP = "stop", "Do not"


class ForWhom(models.TextChoices):
    ANYONE = "anyone", "Anyone"
    ADULTS = "adults", "Adults"
    CHILDREN = "children", "Children and young people"
