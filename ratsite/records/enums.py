from django.db import models


class Channel(models.TextChoices):
    FORM = "form", "By the form on this site"
    MAIL = "mail", "By letter or email"
    SPOKEN = "spoken", "By telephone or in person"


class ComplaintSubject(models.TextChoices):
    """The subject of a complaint. The first three are those named in the Online Safety Act 2023, s. 21."""

    CONTENT = "content", "Something that can be read here and should not be"
    DECISION = "decision", "Something that was taken down, or a person who was refused"
    DUTIES = "duties", "Our duties under the Online Safety Act"
    DATA = "data", "What we hold about a person"
    CONDUCT = "conduct", "How somebody was treated"
    OTHER = "other", "Something else"


class Answer(models.TextChoices):
    UPHELD = "upheld", "They were right"
    PARTLY = "partly", "They were right in part"
    NOT_UPHELD = "not_upheld", "We saw it otherwise"
    PASSED_ON = "passed_on", "It was for somebody else, who has it"


class HowMany(models.TextChoices):
    UNKNOWN = "unknown", "Not known yet"
    ONE = "one", "One person"
    FEW = "few", "2 to 9 people"
    TENS = "tens", "10 to 99 people"
    MORE = "more", "100 people or more"


class Harm(models.TextChoices):
    """How likely a breach is to harm people; each label has the duty from UK GDPR, articles 33 and 34."""

    UNLIKELY = "unlikely", "Unlikely to harm anybody: recorded here, and no more"
    LIKELY = "likely", "A risk to people: the Information Commissioner is told within 72 hours"
    HIGH = "high", "A high risk to people: they are told too, without delay"


class Regulator(models.TextChoices):
    TOLD = "told", "The Information Commissioner was told"
    NOT_NEEDED = "not_needed", "They need not be told"


class RiskLevel(models.TextChoices):
    NEGLIGIBLE = "negligible", "Negligible"
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class IllegalContent(models.TextChoices):
    """The seventeen kinds of priority illegal content in Ofcom's risk assessment guidance of December 2024."""

    TERRORISM = "terrorism", "Terrorism"
    CHILD_ABUSE = "child_abuse", "Sexual exploitation and abuse of children"
    HATE = "hate", "Hate"
    HARASSMENT = "harassment", "Harassment, stalking, threats and abuse"
    COERCION = "coercion", "Controlling or coercive behaviour"
    INTIMATE = "intimate", "Intimate images shared without consent"
    PORNOGRAPHY = "pornography", "Extreme pornography"
    SEXUAL = "sexual", "Sexual exploitation of adults"
    TRAFFICKING = "trafficking", "Human trafficking"
    IMMIGRATION = "immigration", "Unlawful immigration"
    FRAUD = "fraud", "Fraud and financial services"
    PROCEEDS = "proceeds", "Proceeds of crime"
    DRUGS = "drugs", "Drugs and psychoactive substances"
    WEAPONS = "weapons", "Firearms, knives and other weapons"
    SUICIDE = "suicide", "Encouraging suicide"
    INTERFERENCE = "interference", "Foreign interference"
    ANIMALS = "animals", "Animal cruelty"
