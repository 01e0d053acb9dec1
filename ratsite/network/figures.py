"""The disclosure policies for counts of agencies' reports: for members, and for people outside the network."""

from django.conf import settings
from django.core.checks import CheckMessage, Error

from ratsite.lib.disclosure import INSIDE_FLOOR, Policy


def policy_inside() -> Policy:
    """Return the disclosure policy for pages that only members can read."""
    return Policy(settings.FIGURES_INSIDE)


def policy_outside() -> Policy:
    """Return the disclosure policy for what may leave the network: briefings, prints and files for others."""
    return Policy(settings.FIGURES_OUTSIDE)


def check_thresholds(app_configs, **kwargs) -> list[CheckMessage]:
    """Refuse to start with settings that would let agencies recognise one another."""
    messages: list[CheckMessage] = [
        Error(
            f"{name} is {getattr(settings, name)}. The smallest count that may be shown is {INSIDE_FLOOR}.",
            hint=f"Set {name} to {INSIDE_FLOOR} or more, or remove it.",
            id="network.E001",
        )
        for name in ("FIGURES_INSIDE", "FIGURES_OUTSIDE")
        if getattr(settings, name) < INSIDE_FLOOR
    ]
    if settings.MONTH_GRACE_DAYS < 0:
        messages.append(Error("MONTH_GRACE_DAYS must be 0 or more.", id="network.E002"))
    return messages
