"""A member's email choices. For a member without a row the defaults below apply."""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.notifications.enums import Level, Rhythm

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
DAYS = list(WEEKDAYS.items())
SATURDAY = 5
CEILING = 7  # emails a week: one each working day, and two urgent ones
HIGHEST_CEILING = 50


class MailChoices(models.Model):
    """A member's choices about email. Hours are those of TIME_ZONE."""

    wagtail_reference_index_ignore = True

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices")
    is_stopped = models.BooleanField(_("stop all emails about what is new"), default=False)
    rhythm = models.CharField(_("how often"), max_length=8, choices=Rhythm, default=Rhythm.DAILY)
    hour = models.PositiveSmallIntegerField(_("at"), choices=HOURS, default=8)
    weekday = models.PositiveSmallIntegerField(_("on"), choices=DAYS, default=0)
    quiet_from = models.PositiveSmallIntegerField(_("no emails from"), choices=HOURS, default=18)
    quiet_until = models.PositiveSmallIntegerField(_("until"), choices=HOURS, default=8)
    is_quiet_at_weekends = models.BooleanField(_("no emails on Saturdays and Sundays"), default=True)
    ceiling = models.PositiveSmallIntegerField(
        _("at most"), default=CEILING, validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_CEILING)]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mail_choices_hours_exist",
                condition=models.Q(hour__lt=24, quiet_from__lt=24, quiet_until__lt=24, weekday__lt=7),
            ),
            models.CheckConstraint(
                name="mail_choices_ceiling_in_range", condition=models.Q(ceiling__range=(1, HIGHEST_CEILING))
            ),
        ]

    def __str__(self) -> str:
        return f"mail choices {self.pk}"

    @classmethod
    def of(cls, person) -> "MailChoices":
        """Return this person's email choices, or unsaved defaults."""
        return cls.objects.filter(person=person).first() or cls(person=person)

    @property
    def rhythm_words(self) -> str:
        """Return how often email is sent, as text for a sentence, such as "once a day at 08:00"."""
        if self.rhythm == Rhythm.DAILY:
            return gettext("once a day at %(hour)s") % {"hour": self.get_hour_display()}
        day = {"day": self.get_weekday_display(), "hour": self.get_hour_display()}
        return gettext("once a week, on %(day)s at %(hour)s") % day

    @property
    def quiet_text(self) -> str:
        """Return the times without emails as text, such as "18:00 to 08:00, and weekends"."""
        hours = {"from": self.get_quiet_from_display(), "until": self.get_quiet_until_display()}
        if self.quiet_from == self.quiet_until:
            return gettext("Weekends") if self.is_quiet_at_weekends else gettext("None")
        if self.is_quiet_at_weekends:
            return gettext("%(from)s to %(until)s, and weekends") % hours
        return gettext("%(from)s to %(until)s") % hours

    def is_quiet(self, moment: dt.datetime) -> bool:
        """True if no email may be sent at this time.

        There are no quiet hours if they begin and end at the same hour.
        """
        local = timezone.localtime(moment)
        if self.is_quiet_at_weekends and local.weekday() >= SATURDAY:
            return True
        return self.is_quiet_hour(local.hour)

    def is_quiet_hour(self, hour: int) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    def next_mail(self, level: Level, ready: dt.datetime) -> dt.datetime:
        """Return when an item may be emailed, given its level and the time before which it must not be emailed."""
        return self.next_time_for_email(ready) if level == Level.AT_ONCE else self.next_digest(ready)

    def next_time_for_email(self, moment: dt.datetime) -> dt.datetime:
        """Return this time or, if it is quiet, the next full hour at which the member allows email."""
        return _first(moment, lambda at: not self.is_quiet(at)) if self.is_quiet(moment) else moment

    def next_digest(self, moment: dt.datetime) -> dt.datetime:
        """Return the next full hour at which the member's digest is sent, moved past quiet hours."""
        return self.next_time_for_email(_first(moment, self._is_digest_hour))

    def _is_digest_hour(self, moment: dt.datetime) -> bool:
        local = timezone.localtime(moment)
        return local.hour == self.hour and (self.rhythm == Rhythm.DAILY or local.weekday() == self.weekday)


def _first(moment: dt.datetime, is_right) -> dt.datetime:
    """Return the first full hour after this moment for which the function is_right returns True.

    Steps in UTC, because local hours can be missing or occur twice when clocks change. If no hour is right within two
    weeks, returns the last hour tried; the form refuses choices that allow email at no hour.
    """
    hour = moment.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
    for _step in range(HOURS_OF_TWO_WEEKS):
        hour += dt.timedelta(hours=1)
        if is_right(hour):
            return hour
    return hour


HOURS_OF_TWO_WEEKS = 14 * 24
