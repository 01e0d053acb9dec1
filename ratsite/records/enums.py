from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    FORM = "form", _("Contact form on this site")
    MAIL = "mail", _("Letter or email")
    SPOKEN = "spoken", _("By phone or in person")


class ComplaintSubject(models.TextChoices):
    """The subject of a complaint. The Online Safety Act 2023, section 21, names the first three subjects."""

    CONTENT = "content", _("Content that should not be on this site")
    DECISION = "decision", _("Content that we removed, or a person whom we refused")
    DUTIES = "duties", _("Our duties under the Online Safety Act")
    DATA = "data", _("Personal data that we hold")
    CONDUCT = "conduct", _("How someone was treated")
    OTHER = "other", _("Something else")


class Answer(models.TextChoices):
    UPHELD = "upheld", _("Upheld")
    PARTLY = "partly", _("Partly upheld")
    NOT_UPHELD = "not_upheld", _("Not upheld")
    PASSED_ON = "passed_on", _("Passed on to the organisation responsible")


class HowMany(models.TextChoices):
    UNKNOWN = "unknown", _("Not known yet")
    ONE = "one", _("One person")
    FEW = "few", _("2 to 9 people")
    TENS = "tens", _("10 to 99 people")
    MORE = "more", _("100 people or more")


class Harm(models.TextChoices):
    """How likely a breach is to harm people.

    Each label names the duty that follows from UK GDPR, articles 33 and 34.
    """

    UNLIKELY = "unlikely", _("Unlikely to harm anyone: only record it here")
    LIKELY = "likely", _("A risk to people: tell the Information Commissioner within 72 hours")
    HIGH = "high", _("A high risk to people: tell them too, without delay")


class Regulator(models.TextChoices):
    TOLD = "told", _("We told the Information Commissioner")
    NOT_NEEDED = "not_needed", _("We do not need to tell the Information Commissioner")


class RiskLevel(models.TextChoices):
    NEGLIGIBLE = "negligible", _("Negligible")
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class IllegalContent(models.TextChoices):
    """The seventeen kinds of priority illegal content in Ofcom's risk assessment guidance of December 2024."""

    TERRORISM = "terrorism", _("Terrorism")
    CHILD_ABUSE = "child_abuse", _("Sexual exploitation and abuse of children")
    HATE = "hate", _("Hate")
    HARASSMENT = "harassment", _("Harassment, stalking, threats and abuse")
    COERCION = "coercion", _("Controlling or coercive behaviour")
    INTIMATE = "intimate", _("Intimate images shared without consent")
    PORNOGRAPHY = "pornography", _("Extreme pornography")
    SEXUAL = "sexual", _("Sexual exploitation of adults")
    TRAFFICKING = "trafficking", _("Human trafficking")
    IMMIGRATION = "immigration", _("Unlawful immigration")
    FRAUD = "fraud", _("Fraud and financial services")
    PROCEEDS = "proceeds", _("Proceeds of crime")
    DRUGS = "drugs", _("Drugs and psychoactive substances")
    WEAPONS = "weapons", _("Firearms, knives and other weapons")
    SUICIDE = "suicide", _("Encouraging suicide")
    INTERFERENCE = "interference", _("Foreign interference")
    ANIMALS = "animals", _("Animal cruelty")
