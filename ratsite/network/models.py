"""Agencies, circles and the shared vocabulary of the network."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting

from ratsite.lib import yearly
from ratsite.lib.own_network import FIELDS, LONGEST_NAME, LONGEST_SHORT_NAME, OwnNetwork, forget
from ratsite.network.enums import AgencyKind, AgencyText, ReviewOutcome
from ratsite.network.second_reviews import SecondReview

IN_ONE_LINE = RegexValidator(r"\A[^\x00-\x1f\x7f<>]*\Z", _("Write it in one line, without < or >"))
MAP_ROWS, MAP_COLUMNS = 9, 4  # of tiles: the style sheet has a place for each


class NetworkSettings(BaseGenericSetting):
    """Whose network this site is: one row, which coordinators change in the CMS.

    Read it by ratsite.lib.own_network, which costs no query.
    """

    wagtail_reference_index_ignore = True
    ONLY = 1  # the number of the only row

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
        help_text=_("As it reads in “people from agencies in …”, such as “the north of England”."),
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
        help_text=_("Who emails come from; if you leave it empty, the short name. The operator sets the address."),
    )

    is_closed = models.BooleanField(default=False, editable=False)  # for a repair: `manage.py maintenance`
    restored_at = models.DateTimeField(null=True, blank=True, editable=False)  # from a backup

    class Meta:
        verbose_name = _("whose network it is")
        verbose_name_plural = _("whose network it is")

    def __str__(self) -> str:
        return f"settings of {self.short_name}"

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        forget()
        transaction.on_commit(forget)  # another thread may have read the old row meanwhile

    @classmethod
    def described(cls) -> OwnNetwork | None:
        """Return the network as it is described in the database, or None if nobody has described it yet."""
        row = cls.objects.exclude(short_name="").values(*FIELDS).first()
        return OwnNetwork(**row) if row else None


class OrderedTerm(models.Model):
    """Base model of a shared vocabulary's terms, in the database because the network changes them by agreement."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Remit(OrderedTerm):
    """What an agency is for, such as policing. The slug names an icon and a colour: nobody can edit it on the site."""

    description = models.CharField(max_length=200, blank=True)


class ExploitationForm(OrderedTerm):
    """A form of exploitation. A person may suffer several at once, so other models refer to a set of forms."""

    description = models.CharField(max_length=200, blank=True)


class AffectedGroup(OrderedTerm):
    """A group of people affected by exploitation: women, men, children. Other models refer to a set of groups."""


class Sector(OrderedTerm):
    """A kind of work in which exploitation happens: car washes, care, building sites …"""


class Area(OrderedTerm):
    """A district or county, with its front door: the contact to use when a child there may be at risk."""

    is_district = models.BooleanField(
        _("metropolitan district"), default=True, help_text=_("Leave this unticked for a county.")
    )
    front_door_name = models.CharField(_("child safeguarding front door"), max_length=120, blank=True)
    front_door_phone = models.CharField(_("phone, office hours"), max_length=40, blank=True)
    front_door_out_of_hours = models.CharField(_("phone, out of hours"), max_length=40, blank=True)
    front_door_url = models.URLField(_("web page"), blank=True)
    front_door_checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("The day when someone last rang, or checked the web page."),
    )
    tile_row = models.PositiveSmallIntegerField(
        _("row of its tile"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAP_ROWS)],
        help_text=_("Maps of trends show each area as a tile. 1 is the northernmost row, 9 the last."),
    )
    tile_column = models.PositiveSmallIntegerField(
        _("column of its tile"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAP_COLUMNS)],
        help_text=_("1 is the westernmost column, 4 the last. Without a row and column, the tile follows the map."),
    )

    class Meta(OrderedTerm.Meta):
        constraints = [
            models.CheckConstraint(
                name="area_tile_has_row_and_column",
                condition=Q(tile_row=None, tile_column=None) | Q(tile_row__isnull=False, tile_column__isnull=False),
                violation_error_message=_("Give the tile a row and a column, or neither."),
            ),
            models.UniqueConstraint(
                name="area_tile_has_its_own_place",
                fields=["tile_row", "tile_column"],
                violation_error_message=_("Another area has this row and column. Choose a free place."),
            ),
        ]

    @property
    def place(self) -> tuple[int, int] | None:
        """Row and column of the area's tile on a map, if the network gave it a place."""
        return None if self.tile_row is None or self.tile_column is None else (self.tile_row, self.tile_column)


PROFILED = {"main_remit", "what_we_cannot_do"}  # the fields in an AgencyProfile, shown with every post


class AgencyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AgencyQuerySet":
        return self.filter(is_active=True) if user.is_authenticated and user.is_member else self.none()

    def of_domain(self, email: str) -> "list[Agency]":
        """Filter by email domain: active agencies with exactly the domain of this address; subdomains do not count."""
        _, at, domain = email.lower().rpartition("@")
        if not (at and domain and email.isascii()):
            return []
        near = self.filter(is_active=True, email_domains__icontains=domain)
        return [agency for agency in near if domain in agency.domains()]


class Agency(models.Model):
    """An organisation in the network: what it does and, as important, what it cannot do."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=AgencyKind)
    remits = models.ManyToManyField(Remit, related_name="agencies")
    main_remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    areas = models.ManyToManyField(Area, related_name="agencies", blank=True)
    what_we_do = models.TextField(max_length=1200)
    what_we_cannot_do = models.TextField(
        max_length=1200,
        help_text=_("Limits that others should know. Shown next to what its people post from now on."),
    )
    is_first_responder = models.BooleanField(
        _("first responder organisation"),
        default=False,
        help_text=_("The agency may refer people to the National Referral Mechanism."),
    )
    email_domains = models.TextField(
        blank=True, help_text=_("One exact domain on each line, such as housing.example. Subdomains do not count.")
    )
    public_contacts = models.TextField(
        blank=True, help_text=_("Phone numbers and email addresses that the agency has published.")
    )
    is_active = models.BooleanField(default=True)
    # The last day on which the lead's list of colleagues counts as checked, and the last reminder, in days before it.
    people_confirm_by = models.DateField(default=yearly.a_year_from_now)
    people_reminded = models.PositiveSmallIntegerField(null=True, blank=True)
    # The current profile, which new posts refer to. `save` makes a new one when a profiled field changes.
    profile = models.ForeignKey("AgencyProfile", on_delete=models.SET_NULL, null=True, editable=False, related_name="+")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        written = kwargs.get("update_fields")
        if (written is None or PROFILED & {*written}) and not self._is_profiled():
            values = {name: getattr(self, name) for name in PROFILED}
            self.profile = self.profiles.create(**values, said_at=timezone.now())
            super().save(update_fields=["profile"])

    def _is_profiled(self) -> bool:
        return self.profile is not None and all(getattr(self, name) == getattr(self.profile, name) for name in PROFILED)

    def get_absolute_url(self) -> str:
        return reverse("agencies:agency", args=[self.slug])

    @property
    def must_confirm_people(self) -> bool:
        return yearly.is_asked(self.people_confirm_by)

    def domains(self) -> list[str]:
        """Return the agency's email domains in lower case. An email address matches only if its domain is the same."""
        return [line.strip().lower() for line in self.email_domains.splitlines() if line.strip()]


class AgencyProfile(models.Model):
    """An agency's remit and limits during some time. A post shows its agency's profile from when it was written."""

    wagtail_reference_index_ignore = True

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="profiles")
    main_remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    what_we_cannot_do = models.TextField(max_length=1200, blank=True)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"agency profile {self.pk}"


class AgencySecondReviewQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AgencySecondReviewQuerySet":
        """Filter by the right to change agencies: all texts in second review for a coordinator, else none."""
        return self if user.is_authenticated and user.is_coordinator else self.none()

    def waiting(self) -> "AgencySecondReviewQuerySet":
        return self.filter(outcome=ReviewOutcome.WAITS)

    def open(self) -> "AgencySecondReviewQuerySet":
        """Filter by state: texts that wait for a second review, or were sent back and have not been changed since."""
        return self.filter(outcome__in=[ReviewOutcome.WAITS, ReviewOutcome.SENT_BACK])


class AgencySecondReview(SecondReview):
    """A new text for an agency's page that may identify a person, held until another coordinator has reviewed it."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="second_reviews")
    field = models.CharField(max_length=20, choices=AgencyText)
    words = models.TextField(max_length=1200)
    spoken_for = models.CharField(max_length=300)

    objects = AgencySecondReviewQuerySet.as_manager()

    class Meta(SecondReview.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "field"],
                name="agency_second_review_once_a_field",
                condition=Q(outcome=ReviewOutcome.WAITS),
            ),
            models.CheckConstraint(
                name="agency_second_review_sent_back_says_why",
                condition=~Q(outcome=ReviewOutcome.SENT_BACK) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"held notes {self.pk}"

    @property
    def is_sent_back(self) -> bool:
        return self.outcome == ReviewOutcome.SENT_BACK


# Raw SQL because every member's page uses it, some twice, and the ORM takes longer to build it than to run it.
CIRCLES_OF = """
    SELECT circle_id FROM network_circle_people WHERE user_id = %s
    UNION ALL SELECT circle_id FROM network_circle_agencies WHERE agency_id = %s
    UNION ALL SELECT c.circle_id FROM network_circle_remits c
        JOIN network_agency_remits a ON a.remit_id = c.remit_id WHERE a.agency_id = %s
"""


def circles_of(user) -> RawSQL:
    """Return a subquery for `circle__in`: the IDs of the circles that a signed-in person belongs to.

    A person is in a circle by name, by their agency or by one of its remits.
    """
    person = [user.pk, user.agency_id, user.agency_id]  # agency_id None becomes NULL, which matches no row
    return RawSQL(CIRCLES_OF, person)  # noqa: S611 no word of it comes from a visitor


class CircleQuerySet(models.QuerySet):
    def of(self, user) -> "CircleQuerySet":
        return self.filter(pk__in=circles_of(user)) if user.is_authenticated else self.none()


class Circle(models.Model):
    """A named audience smaller than all members: some agencies, remits or people."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    purpose = models.CharField(max_length=300)
    agencies = models.ManyToManyField(Agency, blank=True, related_name="circles")
    remits = models.ManyToManyField(Remit, blank=True, related_name="circles")
    people = models.ManyToManyField("accounts.User", blank=True, related_name="circles")

    objects = CircleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
