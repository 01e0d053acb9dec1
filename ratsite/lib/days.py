import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def not_in_future(day: dt.date) -> None:
    """Validator: raise ValidationError if the day is later than today."""
    if day > timezone.localdate():
        raise ValidationError(_("Enter today or an earlier day"))


def end_words(end: dt.datetime | None) -> str:
    """Return a time as text to write after "until"; "" for None.

    Midnight is written as "the end of" the day before: people would read "until 3 December, 00:00" as the end of
    3 December.
    """
    if end is None:
        return ""
    local = timezone.localtime(end)
    if local.time() == dt.time.min:
        return _("the end of %(day)s") % {"day": date_format(local - dt.timedelta(days=1), "j F Y")}
    return date_format(local, "j F Y, H:i")
