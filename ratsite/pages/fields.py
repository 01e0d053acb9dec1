"""The StreamField that all pages with a body use."""

from wagtail.fields import StreamField

from ratsite.pages.blocks import BodyBlock


class BodyField(StreamField):
    """Field for the body of a page. Migrations do not list its blocks, so a new or changed block needs no migration."""

    def __init__(self, verbose_name=None, block_lookup=None, **options):
        super().__init__(BodyBlock(), verbose_name=verbose_name, **options)

    def deconstruct(self):
        name, path, _args, options = super().deconstruct()
        options.pop("block_lookup", None)
        return name, path, [], options
