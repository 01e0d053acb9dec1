"""Pictures as they are kept: drawn anew from their pixels, so that no place, device or hidden text travels along."""

import warnings
from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageOps
from wagtail.images.fields import WagtailImageField as WagtailImageFormField
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

FORMATS = {"JPEG": {"quality": 88, "optimize": True}, "PNG": {"optimize": True}, "WEBP": {"quality": 88}, "GIF": {}}
JPEG_MODES = ("L", "RGB")
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError)  # what Pillow raises on files that are broken on purpose
TOO_MANY_PIXELS = "This picture has too many pixels. Make it smaller, then add it again."
NO_PICTURE = "This file could not be read as a picture. Save it again as JPEG or PNG."


class Picture(ContentFile):
    """A picture that `redraw` has made: pixels and nothing else."""


def redraw(file, name: str) -> Picture:
    """Decode and encode a picture again, upright, in sRGB, without metadata; raises ValidationError.

    The size is read from the header and refused before any pixel is decoded.
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
        raise ValidationError("Moving pictures are not used here. Save one frame of it as JPEG or PNG.")


def _encode(source: Image.Image) -> bytes:
    kind = source.format
    # A palette may carry transparency in ways that only RGBA keeps.
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
        return source  # a broken profile says nothing about the pixels


class PictureFormField(WagtailImageFormField):
    """Wagtail's field, with a bomb refused in words instead of an error page."""

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
        """Whatever door a picture comes through, only its pixels are stored."""
        if not isinstance(content, Picture):
            content = redraw(content, name)
        super().save(name, content, save=save)


class PictureField(WagtailImageField):
    attr_class = PictureFieldFile


class RenditionFieldFile(WagtailImageFieldFile):
    def save(self, name, content, save=True):
        """Wagtail leaves the temporary file of a new rendition open; it is not needed once it is stored."""
        super().save(name, content, save=save)
        content.close()


class RenditionField(WagtailImageField):
    attr_class = RenditionFieldFile
