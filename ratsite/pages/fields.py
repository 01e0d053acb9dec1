"""The StreamFields of the pages. Migrations do not list their blocks, so a changed block needs no migration."""

from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from ratsite.pages.blocks import BodyBlock, DownloadsBlock, FiguresBlock


class BodyField(StreamField):
    block_type: type[StreamBlock] = BodyBlock

    def __init__(self, verbose_name=None, block_lookup=None, **options):
        super().__init__(self.block_type(), verbose_name=verbose_name, **options)

    def deconstruct(self):
        name, path, _args, options = super().deconstruct()
        options.pop("block_lookup", None)
        return name, path, [], options


class DownloadsField(BodyField):
    block_type = DownloadsBlock


class FiguresField(BodyField):
    block_type = FiguresBlock
