"""Redraw uploaded pictures from their pixels, so that no location, device or hidden text is stored."""

import warnings
from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps
from wagtail.images.fields import WagtailImageField as WagtailImageFormField
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

FORMATS = {"JPEG": {"quality": 88, "optimize": True}, "PNG": {"optimize": True}, "WEBP": {"quality": 88}, "GIF": {}}
JPEG_MODES = ("L", "RGB")
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError)  # Pillow raises these for malicious files
TOO_MANY_PIXELS = _("The picture has too many pixels. Make it smaller, then add it again.")
NO_PICTURE = _("We could not read this file as a picture. Save it again as JPEG or PNG.")


class Picture(ContentFile):
    """A picture file that `redraw` made, which contains only pixels."""


def redraw(file, name: str) -> Picture:
    """Return a picture decoded and encoded again: upright, in sRGB, without metadata.

    Raises ValidationError for a file that is no readable picture or has too many pixels. The size in the file's header
    is checked before any pixel is decoded.
    """
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            source = Image.open(file, formats=list(FORMATS))
            _refuse_unfit(source)
            content = _encode(source)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_MANY_PIXELS) from error
    except UNREADABLE as error:
        raise ValidationError(NO_PICTURE) from error
    return Picture(content, name=PurePath(name).name)


def _refuse_unfit(source: Image.Image) -> None:
    width, height = source.size
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise ValidationError(TOO_MANY_PIXELS)
    if getattr(source, "is_animated", False):
        raise ValidationError(_("This site does not show moving pictures. Save one frame as JPEG or PNG."))


def _encode(source: Image.Image) -> bytes:
    kind = source.format
    # a palette may have transparency that only RGBA preserves
    picture = ImageOps.exif_transpose(source.convert("RGBA") if source.mode == "P" else _in_srgb(source))
    if kind == "JPEG" and picture.mode not in JPEG_MODES:
        picture = picture.convert("RGB")
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    output = BytesIO()
    clean.save(output, format=kind, **FORMATS[kind])
    return output.getvalue()


def _in_srgb(source: Image.Image) -> Image.Image:
    profile = source.info.get("icc_profile")
    if not profile or source.mode not in ("RGB", "RGBA"):
        return source
    try:
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(source, given, ImageCms.createProfile("sRGB")) or source
    except (ImageCms.PyCMSError, OSError):
        return source  # the pixels are usable without their colour profile


class PictureFormField(WagtailImageFormField):
    """Wagtail's image field, except that a decompression bomb gives an error message instead of a server error."""

    def to_python(self, data):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                return super().to_python(data)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ValidationError(TOO_MANY_PIXELS) from error
        except UNREADABLE as error:
            raise ValidationError(NO_PICTURE) from error


class PictureFieldFile(WagtailImageFieldFile):
    def save(self, name, content, save=True):
        """Save the picture, and redraw it first if that was not done yet, so that only its pixels are stored."""
        if not isinstance(content, Picture):
            content = redraw(content, name)
        super().save(name, content, save=save)


class PictureField(WagtailImageField):
    attr_class = PictureFieldFile


class RenditionFieldFile(WagtailImageFieldFile):
    def save(self, name, content, save=True):
        """Save a rendition's file and close the temporary file, which Wagtail leaves open."""
        super().save(name, content, save=save)
        content.close()


class RenditionField(WagtailImageField):
    attr_class = RenditionFieldFile
