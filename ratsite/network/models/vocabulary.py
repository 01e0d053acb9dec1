"""The shared vocabulary: remits, forms of exploitation, affected groups, sectors and areas."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ratsite.lib.days import not_in_future

MAP_ROWS, MAP_COLUMNS = 9, 4  # of tiles on a map; the style sheet has a place for each


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
        validators=[not_in_future],
        help_text=_("The day when someone last called, or checked the web page."),
    )
    tile_row = models.PositiveSmallIntegerField(
        _("row of its tile"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAP_ROWS)],
        help_text=format_lazy(
            _("Maps of trends show each area as a tile. 1 is the northernmost row, {last} the last."), last=MAP_ROWS
        ),
    )
    tile_column = models.PositiveSmallIntegerField(
        _("column of its tile"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAP_COLUMNS)],
        help_text=format_lazy(
            _(
                "1 is the westernmost column, {last} the last. Without a row and column, the tile is shown after "
                "the map."
            ),
            last=MAP_COLUMNS,
        ),
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
        """Return the row and column of the area's tile on a map, or None if the network gave it no place."""
        return None if self.tile_row is None or self.tile_column is None else (self.tile_row, self.tile_column)
