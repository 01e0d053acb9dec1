"""The blocks that make up the body of a page. Their templates are in templates/pages/blocks/."""

import datetime as dt
from collections.abc import Iterator
from html import unescape
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.forms import ChoiceField
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from ratsite.lib.days import not_in_future
from ratsite.pages.enums import CalloutKind
from ratsite.pages.hooks import open_resources

FIGURE_LIFE = dt.timedelta(days=365)  # a figure that is older has usually been replaced by a newer one
WORDS_A_MINUTE = 200  # of adults who read plain prose silently, rounded down
ON_THIS_SITE_OR_HTTPS = RegexValidator(
    r"^(/(?![/\\])|https://)\S*$",
    _("Enter a path on this site, such as /contact/, or an address that starts with https://"),
)


class WebAddressBlock(blocks.URLBlock):
    """URL block for http and https only, so that a link can never run a script."""

    def __init__(self, **options):
        super().__init__(validators=[URLValidator(schemes=["http", "https"])], **options)


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock()
    attribution = blocks.CharBlock(required=False)

    class Meta:
        icon = "openquote"
        template = "pages/blocks/quote.html"


class AccordionBlock(blocks.StructBlock):
    """Block for one question and its answer, which readers can open and close even if scripts are off."""

    title = blocks.CharBlock()
    text = blocks.RichTextBlock()

    class Meta:
        icon = "list-ul"


class PictureBlock(blocks.StructBlock):
    """Block for a picture, with alternative text unless it is decorative. Its credit is stored with the SiteImage."""

    picture = ImageBlock()
    caption = blocks.CharBlock(required=False)

    class Meta:
        icon = "image"
        template = "pages/blocks/picture.html"


class VideoLinkBlock(blocks.StructBlock):
    """Block for a link to a film on another site. Our page loads nothing from that other site."""

    title = blocks.CharBlock()
    url = WebAddressBlock()
    length = blocks.CharBlock(required=False, help_text=_("For example: 4 minutes, with captions."))

    class Meta:
        icon = "media"
        template = "pages/blocks/video.html"


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(choices=CalloutKind.choices, default=CalloutKind.NOTICE)
    title = blocks.CharBlock()
    text = blocks.RichTextBlock()

    class Meta:
        icon = "warning"
        template = "pages/blocks/callout.html"


class ContactBlock(blocks.StructBlock):
    """Block for the contact details of an organisation. The identifier check allows them anywhere on that page."""

    name = blocks.CharBlock()
    phone = blocks.CharBlock(required=False)
    email = blocks.EmailBlock(required=False)
    address = blocks.TextBlock(
        required=False, rows=3, help_text=_("Of an organisation or a public building, never of a home.")
    )
    hours = blocks.CharBlock(required=False, help_text=_("When someone answers the phone."))

    class Meta:
        icon = "user"
        template = "pages/blocks/contact.html"


class ButtonBlock(blocks.StructBlock):
    label = blocks.CharBlock(help_text=_("Say what the button does, such as: Apply to join."))
    link = blocks.CharBlock(validators=[ON_THIS_SITE_OR_HTTPS])

    class Meta:
        icon = "link"
        template = "pages/blocks/button.html"


class PageFileBlock(SnippetChooserBlock):
    """Block for a file of the public pages. Several in a list are read with one query, which fetches their state."""

    def __init__(self, **options):
        super().__init__("pages.PageFile", **options)

    def bulk_to_python(self, values):
        files = self.model_class.objects.select_related("stored_file").in_bulk([value for value in values if value])
        return [files.get(UUID(value)) if value else None for value in values]

    def get_prep_value(self, value):
        return str(value.pk) if value else None

    def get_form_state(self, value):
        state = super().get_form_state(value)
        return state and {**state, "id": str(state["id"])}  # the editor's JSON has no UUIDs


class OpenResourceBlock(blocks.FieldBlock):
    """Block for a library resource that is open to everyone. The page stores the resource's slug.

    Its value is an OpenResource, or None if the resource is no longer open. Several resources in a list are read with
    one query.
    """

    def __init__(self, required=True, help_text=None, **options):
        self.field = ChoiceField(required=required, help_text=help_text, choices=_resource_choices)
        super().__init__(**options)

    def to_python(self, value):
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values):
        resources = {resource.slug: resource for resource in open_resources()} if any(values) else {}
        return [resources.get(value) for value in values]

    def get_prep_value(self, value):
        return value.slug if value else ""

    value_for_form = get_prep_value

    def value_from_form(self, value):
        return self.to_python(value)

    class Meta:
        icon = "folder-open-inverse"


def _resource_choices() -> list[tuple[str, str]]:
    return [("", _("None")), *((resource.slug, resource.title) for resource in open_resources())]


class DownloadBlock(blocks.StructBlock):
    """Block for one thing to download: a file of the public pages, or an open resource of the library."""

    file = PageFileBlock(required=False, help_text=_("Readers can download it once we have checked it."))
    resource = OpenResourceBlock(
        required=False,
        label=_("Or a resource from the library"),
        help_text=_("Only those that are open to the public."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned["file"]) == bool(cleaned["resource"]):
            problem = ValidationError(_("Choose a file or a resource from the library, and not both"))
            raise StructBlockValidationError(block_errors={"file": problem})
        return cleaned

    class Meta:
        icon = "download"
        template = "pages/blocks/download.html"


class DownloadsBlock(blocks.StreamBlock):
    download = DownloadBlock()

    class Meta:
        required = False


class Figure(blocks.StructValue):
    """One figure with its source."""

    @property
    def is_old(self) -> bool:
        """True if the figure was published more than a year ago, so that there may be a newer one."""
        published_on = self["published_on"]
        return published_on is not None and published_on < a_year_ago()


class FigureBlock(blocks.StructBlock):
    """Block for one figure, what it counts and where it comes from."""

    value = blocks.CharBlock(max_length=40, help_text=_("The figure alone, such as 17,004 or 2 in 5."))
    says = blocks.CharBlock(max_length=200, help_text=_("What it counts, where and when, in one sentence."))
    source = blocks.CharBlock(max_length=200, help_text=_("Who published it, and its title."))
    url = WebAddressBlock(label=_("Address of the source"))
    licence = blocks.CharBlock(max_length=80, required=False, help_text=_("For example: Open Government Licence v3.0."))
    published_on = blocks.DateBlock(label=_("Published on"))
    checked_on = blocks.DateBlock(label=_("Compared with the source on"), validators=[not_in_future])

    class Meta:
        icon = "order"
        template = "pages/blocks/figure.html"
        value_class = Figure

    def clean(self, value):
        cleaned = super().clean(value)
        checked_on, published_on = cleaned["checked_on"], cleaned["published_on"]  # a draft may leave either out
        if checked_on and published_on and checked_on < published_on:
            problem = ValidationError(_("Enter a day on or after the day of publication"))
            raise StructBlockValidationError(block_errors={"checked_on": problem})
        return cleaned


class FiguresBlock(blocks.StreamBlock):
    figure = FigureBlock()

    class Meta:
        required = False


class BodyBlock(blocks.StreamBlock):
    paragraph = blocks.RichTextBlock(icon="pilcrow")
    heading = blocks.CharBlock(icon="title", template="pages/blocks/heading.html")
    subheading = blocks.CharBlock(icon="title", template="pages/blocks/subheading.html")
    quote = QuoteBlock()
    accordion = blocks.ListBlock(AccordionBlock(), icon="list-ul", template="pages/blocks/accordion.html")
    table = TypedTableBlock(
        [("text", blocks.CharBlock(required=False)), ("number", blocks.CharBlock(required=False))],
        icon="table",
        template="pages/blocks/table.html",
    )
    picture = PictureBlock()
    download = DownloadBlock()
    video = VideoLinkBlock()
    callout = CalloutBlock()
    contact = ContactBlock()
    button = ButtonBlock()

    class Meta:
        template = "pages/blocks/body.html"
        required = False


NOT_PROSE = frozenset({"id", "type", "url", "link", "kind", "image", "decorative", "file", "resource"})


def plain_text(body) -> str:
    """Return the body of a page as plain text, for excerpts and counting.

    It reads the raw data, so it builds no block and runs no query.
    """
    return " ".join(" ".join(texts_in([block["value"] for block in body.raw_data])).split())


def texts_in(value) -> Iterator[str]:
    """Yield each text in the stored value of a block or list of blocks, as plain text."""
    if isinstance(value, str):
        # A tag ends a word: without the space, the words around "</li><li>" would run together.
        yield unescape(strip_tags(value.replace("<", " <")))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in NOT_PROSE:
                yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)


def headings(body) -> list[str]:
    return [block["value"] for block in body.raw_data if block["type"] == "heading"]


def minutes_to_read(body) -> int:
    return max(1, round(len(plain_text(body).split()) / WORDS_A_MINUTE))


def a_year_ago() -> dt.date:
    return timezone.localdate() - FIGURE_LIFE


def old_figures(figures) -> list[dict]:
    """Return the stored rows of those figures that were published and last compared with their source over a year ago.

    Costs no query.
    """
    rows = [row["value"] for row in figures.raw_data]
    return [row for row in rows if (checked := last_checked(row)) is not None and checked < a_year_ago()]


def last_checked(row: dict) -> dt.date | None:
    """Return the day on which a stored figure was published, or compared with its source if that was later.

    Returns None if neither day is filled in, as in a draft.
    """
    days = [str(day) for day in (row["published_on"], row["checked_on"]) if day]
    return dt.date.fromisoformat(max(days)) if days else None
