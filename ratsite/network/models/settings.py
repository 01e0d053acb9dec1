"""The name and description of the network to which this site belongs."""

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting

from ratsite.lib.own_network import FIELDS, LONGEST_NAME, LONGEST_SHORT_NAME, OwnNetwork, clear_cache

IN_ONE_LINE = RegexValidator(r"\A[^\x00-\x1f\x7f<>]*\Z", _("Write it on one line, without < or >"))


class NetworkSettings(BaseGenericSetting):
    """The name and description of the network that has this site: one row, which coordinators change in the CMS.

    Read it through ratsite.lib.own_network, which costs no query.
    """

    wagtail_reference_index_ignore = True
    ONLY = 1  # the primary key of the only row

    name = models.CharField(
        _("name"),
        max_length=LONGEST_NAME,
        validators=[IN_ONE_LINE],
        help_text=_("In full, such as “Northshire Anti-Slavery Partnership”."),
    )
    short_name = models.CharField(
        _("short name"),
        max_length=LONGEST_SHORT_NAME,
        validators=[IN_ONE_LINE],
        help_text=_("For the titles of pages and emails."),
    )
    strapline = models.CharField(
        _("strapline"),
        max_length=160,
        blank=True,
        validators=[IN_ONE_LINE],
        help_text=_("One sentence about the network, which search engines show after its name."),
    )
    region = models.CharField(
        _("region"),
        max_length=60,
        blank=True,
        validators=[IN_ONE_LINE],
        help_text=_("How it would read in “people from agencies in …”, such as “the north of England”."),
    )
    footer_line = models.CharField(
        _("line at the foot of each page"), max_length=300, blank=True, validators=[IN_ONE_LINE]
    )
    has_mark = models.BooleanField(
        _("show the drawing of a rat next to the name"),
        default=False,
    )
    sender_name = models.CharField(
        _("sender of emails"),
        max_length=60,
        blank=True,
        validators=[IN_ONE_LINE],
        help_text=_(
            "The name that emails come from. If you leave this empty, we use the short name. The person who "
            "runs the server sets the email address."
        ),
    )

    # Whether the site is closed for repair (`manage.py maintenance`).
    is_closed = models.BooleanField(default=False, editable=False)
    # When the site was restored from a backup.
    restored_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("network details")
        verbose_name_plural = _("network details")

    def __str__(self) -> str:
        return f"settings of {self.short_name}"

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        clear_cache()
        transaction.on_commit(clear_cache)  # clear the cache again: another thread may have just read the old row

    @classmethod
    def described(cls) -> OwnNetwork | None:
        """Return the network as it is described in the database, or None if nobody has described it yet."""
        row = cls.objects.exclude(short_name="").values(*FIELDS).first()
        return OwnNetwork(**row) if row else None
