from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Image,
    get_rendition_storage,
    get_rendition_upload_to,
    get_upload_to,
)

from ratsite.pages.pictures import PictureField, RenditionField


class SiteImage(AbstractImage):
    file = PictureField("file", upload_to=get_upload_to, width_field="width", height_field="height")
    credit = models.CharField(max_length=200, blank=True, help_text=_("Who made the picture, and how it may be used."))

    admin_form_fields = ("title", "file", "description", "credit", *Image.admin_form_fields[3:])


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")
    file = RenditionField(
        upload_to=get_rendition_upload_to, storage=get_rendition_storage, width_field="width", height_field="height"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_image_and_filter"
            )
        ]
