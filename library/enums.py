from django.db import models
from django.utils.translation import gettext_lazy as _

from ratsite.network.enums import SecondReviewOutcome


class ResourceKind(models.TextChoices):
    GUIDANCE = "guidance", _("Guidance")
    BRIEFING = "briefing", _("Briefing")
    FORM = "form", _("Form")
    TEMPLATE = "template", _("Template")
    TRAINING = "training", _("Training")
    RESEARCH = "research", _("Research")
    CASE = "case", _("Case learning")


class Language(models.TextChoices):
    """The language of a resource, as a BCP 47 code, which browsers and screen readers understand."""

    ENGLISH = "en", _("English")
    WELSH = "cy", _("Welsh")
    ALBANIAN = "sq", _("Albanian")
    AMHARIC = "am", _("Amharic")
    ARABIC = "ar", _("Arabic")
    BENGALI = "bn", _("Bengali")
    BULGARIAN = "bg", _("Bulgarian")
    CHINESE = "zh", _("Chinese")
    CZECH = "cs", _("Czech")
    DARI = "prs", _("Dari")
    FRENCH = "fr", _("French")
    GUJARATI = "gu", _("Gujarati")
    HAUSA = "ha", _("Hausa")
    HINDI = "hi", _("Hindi")
    HUNGARIAN = "hu", _("Hungarian")
    KURDISH_SORANI = "ckb", _("Kurdish (Sorani)")
    KURDISH_KURMANJI = "kmr", _("Kurdish (Kurmanji)")
    LATVIAN = "lv", _("Latvian")
    LITHUANIAN = "lt", _("Lithuanian")
    PASHTO = "ps", _("Pashto")
    PERSIAN_FARSI = "fa", _("Persian (Farsi)")
    POLISH = "pl", _("Polish")
    PORTUGUESE = "pt", _("Portuguese")
    PUNJABI = "pa", _("Punjabi")
    ROMANIAN = "ro", _("Romanian")
    RUSSIAN = "ru", _("Russian")
    SLOVAK = "sk", _("Slovak")
    SOMALI = "so", _("Somali")
    SPANISH = "es", _("Spanish")
    SWAHILI = "sw", _("Swahili")
    TAMIL = "ta", _("Tamil")
    THAI = "th", _("Thai")
    TIGRINYA = "ti", _("Tigrinya")
    TURKISH = "tr", _("Turkish")
    UKRAINIAN = "uk", _("Ukrainian")
    URDU = "ur", _("Urdu")
    VIETNAMESE = "vi", _("Vietnamese")
    YORUBA = "yo", _("Yoruba")
    SEVERAL_LANGUAGES = "mul", _("Several languages")
    ANOTHER_LANGUAGE = "und", _("Another language")

    @property
    def lang(self) -> str:
        """Return the value for HTML's lang attribute. Empty for English (the site's language) and for unknown ones."""
        return "" if self in (Language.ENGLISH, Language.SEVERAL_LANGUAGES, Language.ANOTHER_LANGUAGE) else self.value


class Audience(models.TextChoices):
    PUBLIC = "public", _("Anyone. It is also shown on the public site.")
    MEMBERS = "members", _("All members")
    CIRCLE = "circle", _("One circle")


class ResourceState(models.TextChoices):
    """Whether readers can find a resource. The state of each of its versions is a VersionState."""

    SUGGESTED = "suggested", _("Suggested")
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    TRASHED = "trashed", _("In the trash")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")


class LinkKind(models.TextChoices):
    """What kind of page a link leads to, so that readers know before they open it."""

    PUBLIC_BODY = "public_body", _("A page of a public body")
    ORGANISATION = "organisation", _("A page of another organisation")
    VIDEO = "video", _("A film or recording")
    COURSE = "course", _("An online course")
    DATA = "data", _("Data or statistics")
    OTHER = "other", _("Another place")


class LinkState(models.TextChoices):
    """The result of the last link check of an address. An address that gave no answer also counts as gone."""

    ANSWERS = "answers", _("Answers")
    MOVED = "moved", _("Has moved")
    GONE = "gone", _("Gone or does not load")


class RelationKind(models.TextChoices):
    SUPERSEDES = "supersedes", _("Replaces")
    TRANSLATION = "translation", _("Is a translation of")
    SUPPLEMENT = "supplement", _("Adds to")
    PART = "part", _("Is part of")


class CheckOutcome(models.TextChoices):
    """The result of a check of a resource, or another event in its review history."""

    PUBLISHED = "published", _("Published")
    STILL_RIGHT = "still_right", _("Still right")
    AMENDED = "amended", _("Amended")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    BACK = "back", _("Back in the library")
    ASKED = "asked", _("Put under review")
    NOT_REPLACED = "not_replaced", _("Not replaced by another resource")


class CheckState(models.TextChoices):
    """Whether a check of a resource has taken effect.

    A check waits for a person of another agency if the agency of the curator who made it looks after the resource or
    handed it over, or if its outcome is NOT_REPLACED.
    """

    WAITING = "waiting", _("Waiting for a second person")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Not confirmed")


class SuggestionState(models.TextChoices):
    WAITING = "waiting", _("Waiting for a curator")
    TAKEN = "taken", _("Accepted")
    DECLINED = "declined", _("Declined")
    KNOWN = "known", _("Already in the library")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Freshness(models.TextChoices):
    """How far readers can rely on a resource at present. `ResourceQuerySet.with_freshness` computes it."""

    CURRENT = "current", _("Current")
    DUE = "due", _("Check due soon")
    OVERDUE = "overdue", _("Check overdue")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @property
    def is_doubtful(self) -> bool:
        """True if the page of such a resource warns readers, and lists show it after all other resources."""
        return self in (Freshness.OVERDUE, Freshness.SUPERSEDED, Freshness.WITHDRAWN)


PUBLICATIONS = "publications"  # name of both the review queue and the notification source
CHECKS = "checked-versions"  # the notification source of drafts whose checks found something
CHECKED = "resource-checks"  # the notification source of reports that were answered and checks that were refused
SUGGESTIONS = "suggestions"  # the notification source of suggestions that were answered
DUE = "resources-due"  # the notification source of resources that are due soon
OWNERS = "resource-owners"  # the notification source of resources that were handed over to another agency
FILE_REQUESTS = "file-requests"  # the notification source of requests for files
FIELD_NOTES = "field-notes"  # name of both the review queue and the notification source
FOLLOWED_RESOURCES = "followed-resources"  # the notification source of news about resources that a member follows
REPORTED_LISTS = "reading-lists"  # name of both the review queue and the notification source
# The verb of the notification about each outcome of a review.
VERBS = {SecondReviewOutcome.APPROVED: "opened", SecondReviewOutcome.SENT_BACK: "sent_back"}
# The verb of the notification of a resource's followers about each entry in its review history that is news to them.
NEWS = {
    CheckOutcome.PUBLISHED: "version",
    CheckOutcome.AMENDED: "version",
    CheckOutcome.SUPERSEDED: "superseded",
    CheckOutcome.WITHDRAWN: "withdrawn",
    CheckOutcome.BACK: "back",
}
