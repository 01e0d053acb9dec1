import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _


def not_in_future(day: dt.date) -> None:
    """Validator: raise ValidationError if the day is later than today."""
    if day > timezone.localdate():
        raise ValidationError(_("Enter today or an earlier day"))
