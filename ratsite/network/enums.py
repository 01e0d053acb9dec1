from django.db import models


class AgencyKind(models.TextChoices):
    POLICE = "police", "Police force"
    HEALTH = "health", "Health body"
    COUNCIL = "council", "Council"
    HOUSING = "housing", "Housing provider"
    CHARITY = "charity", "Charity"
    UNION = "union", "Trade union"
    FAITH = "faith", "Faith group"
    LEGAL = "legal", "Legal or immigration adviser"
    UNIVERSITY = "university", "University"
    REGULATOR = "regulator", "Regulator or inspectorate"


class Marking(models.TextChoices):
    """What a reader may do next, by Traffic Light Protocol 2.0 (FIRST, August 2022); its community is all members."""

    CLEAR = "clear", "Share it with anyone"
    GREEN = "green", "Share it inside the network"
    AMBER_STRICT = "amber_strict", "Keep it inside your own agency"
    RED = "red", "Only the people named here"

    @property
    def tlp(self) -> str:
        return {"clear": "TLP:CLEAR", "green": "TLP:GREEN", "amber_strict": "TLP:AMBER+STRICT", "red": "TLP:RED"}[
            self.value
        ]

    @property
    def tone(self) -> str:
        """Return the suffix of the label's CSS class: tlp--<tone>."""
        return {"clear": "clear", "green": "green", "amber_strict": "amber", "red": "red"}[self.value]

    @property
    def detail(self) -> str:
        return {
            "clear": "Can be published.",
            "green": "With approved members, and nobody else.",
            "amber_strict": "Only those who need to know.",
            "red": "Not to be passed on, quoted or printed.",
        }[self.value]

    @property
    def is_close(self) -> bool:
        """True for markings that are not for the whole network.

        No printing, no text in emails, and no download without a reason.
        """
        return self.rank >= Marking.AMBER_STRICT.rank

    @property
    def rank(self) -> int:
        """Return the strictness, from 0 (open) to 3 (closed), to compare with a ceiling."""
        return list(Marking).index(self)


class ReviewOutcome(models.TextChoices):
    """The outcome of a second review."""

    WAITS = "waits", "Waits"
    OPENED = "opened", "Opened to readers"
    SENT_BACK = "sent_back", "Sent back"
    OVER = "over", "Not needed any more: the words were changed, and spoken for, again"
    MENDED = "mended", "Not needed any more: what it was about was removed"


class Notes(models.TextChoices):
    """The free-text fields of an agency, which are its notes on itself."""

    WHAT_WE_DO = "what_we_do", "what it does"
    WHAT_WE_CANNOT_DO = "what_we_cannot_do", "what it cannot do"
