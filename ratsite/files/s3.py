"""Storages for a site on several servers: buckets of an S3 service instead of folders. Needs the extra "scale".

No file has a public address: the site checks who may have a file, then reads and streams it. Settings:
docs/operating/scale.md.
"""

from urllib.parse import quote

from django.conf import settings
from storages.backends.s3 import S3Storage


class PrivateS3Storage(S3Storage):
    """Storage of members' files. They have no address, like files in the folder that it replaces."""

    def url(self, name, *args, **kwargs):
        raise ValueError("This file is not accessible via a URL.")


class MediaS3Storage(S3Storage):
    """Storage of pictures of public pages. The site itself serves them (ratsite.web.views.media)."""

    def url(self, name, *args, **kwargs):
        return settings.MEDIA_URL + quote(name)
