"""The one StreamField of the site."""

from wagtail.fields import StreamField

from ratsite.pages.blocks import BodyBlock


class BodyField(StreamField):
    """A page's text. Migrations know it by name alone, so a new or changed block needs no migration."""

    def __init__(self, block_types=None, block_lookup=None, **options):
        super().__init__(BodyBlock(), **options)

    def deconstruct(self):
        name, path, _args, options = super().deconstruct()
        options.pop("block_lookup", None)
        return name, path, [], options
