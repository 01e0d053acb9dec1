"""Storages for several machines: buckets of an S3 service instead of folders. Needs the extra "scale".

Nothing has a public address: the site reads a file after it has asked who may have it, and streams it. Settings:
docs/operating/scale.md.
"""

from urllib.parse import quote

from django.conf import settings
from storages.backends.s3 import S3Storage


class PrivateS3Storage(S3Storage):
    """Members' files: no address at all, as in the folder that it replaces."""

    def url(self, name, *args, **kwargs):
        raise ValueError("This file is not accessible via a URL.")


class MediaS3Storage(S3Storage):
    """Pictures of public pages: the site's own address, which streams them (ratsite.web.views.media)."""

    def url(self, name, *args, **kwargs):
        return settings.MEDIA_URL + quote(name)
