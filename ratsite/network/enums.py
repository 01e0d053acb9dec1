from django.db import models
from django.utils.translation import gettext_lazy as _


class AgencyKind(models.TextChoices):
    POLICE = "police", _("Police force")
    HEALTH = "health", _("Health body")
    COUNCIL = "council", _("Council")
    HOUSING = "housing", _("Housing provider")
    CHARITY = "charity", _("Charity")
    UNION = "union", _("Trade union")
    FAITH = "faith", _("Faith group")
    LEGAL = "legal", _("Legal or immigration adviser")
    UNIVERSITY = "university", _("University")
    REGULATOR = "regulator", _("Regulator or inspectorate")
    BUSINESS = "business", _("Business")
    OTHER = "other", _("Other organisation")


class Marking(models.TextChoices):
    """What a reader may do next with a text, by the Traffic Light Protocol 2.0 (FIRST, August 2022).

    Where the protocol says "community", this site says "all members".
    """

    CLEAR = "clear", _("Share it with anyone")
    GREEN = "green", _("Share it inside the network")
    AMBER_STRICT = "amber_strict", _("Keep it inside your own agency")
    RED = "red", _("Only the people named here")

    @property
    def tlp(self) -> str:
        return {"clear": "TLP:CLEAR", "green": "TLP:GREEN", "amber_strict": "TLP:AMBER+STRICT", "red": "TLP:RED"}[
            self.value
        ]

    @property
    def tone(self) -> str:
        """Return the last part of the CSS class of the marking's label: tlp--<tone>."""
        return {"clear": "clear", "green": "green", "amber_strict": "amber", "red": "red"}[self.value]

    @property
    def detail(self) -> str:
        return {
            "clear": _("You may publish it."),
            "green": _("Share it with approved members, and nobody else."),
            "amber_strict": _("Share it only with colleagues who need to know."),
            "red": _("Do not pass it on, quote it or print it."),
        }[self.value]

    @property
    def for_readers(self) -> str:
        """Return a sentence that tells the writer what readers may do with the text.

        The label would be wrong here: "your own agency" would be the writer's agency.
        """
        return {
            "clear": _("They may share it with anyone."),
            "green": _("They may share it inside the network."),
            "amber_strict": _("They must keep it inside their own agencies."),
            "red": _("They must not share it with anyone else."),
        }[self.value]

    @property
    def short(self) -> str:
        """Return the marking in two or three words, for the one line of facts about a topic on a phone."""
        return {
            "clear": _("Anyone"),
            "green": _("The network"),
            "amber_strict": _("Own agency only"),
            "red": _("Named people only"),
        }[self.value]

    @property
    def is_closely_marked(self) -> bool:
        """True for the markings that forbid sharing with the whole network.

        A text or file with such a marking cannot be printed, and emails do not quote it. People must give a reason
        before they download it.
        """
        return self.rank >= Marking.AMBER_STRICT.rank

    @property
    def rank(self) -> int:
        """Return how strict the marking is, from 0 (the most open) to 3, so that two markings can be compared."""
        return list(Marking).index(self)


class SecondReviewOutcome(models.TextChoices):
    WAITING = "waits", _("Waiting")
    APPROVED = "opened", _("Opened to readers")
    SENT_BACK = "sent_back", _("Sent back")
    SUPERSEDED = "over", _("No longer needed, because the text was changed again")
    IDENTIFIERS_REMOVED = "mended", _("No longer needed, because the contact details were removed")


class AgencyText(models.TextChoices):
    """The two free-text fields of an agency: what it does and what it cannot do."""

    WHAT_WE_DO = "what_we_do", _("what it does")
    WHAT_WE_CANNOT_DO = "what_we_cannot_do", _("what it cannot do")
