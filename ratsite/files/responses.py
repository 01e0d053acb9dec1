"""Responses that contain a private file. The caller has checked that the reader may have the file.

ratsite.web.faulty_files answers for a file that is missing or altered.
"""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse

from ratsite.files.fixity import FaultyFile, open_verified
from ratsite.files.models import StoredFile


def private_response(stored: StoredFile) -> FileResponse:
    """Return a stored file as a download. Raise FaultyFile if it is missing or altered."""
    return _closed(FileResponse(open_verified(stored), as_attachment=True, filename=stored.name), stored.media_type)


def download_response(content: FieldFile, *, name: str, media_type: str) -> FileResponse:
    """Return a file as a download, in a stream, that browsers may not execute, sniff, frame or cache.

    Works for HEAD requests too. Raises FaultyFile if the file is missing.
    """
    return _closed(FileResponse(_opened(content), as_attachment=True, filename=name), media_type)


def thumbnail_response(stored: StoredFile) -> FileResponse:
    """Return a response with a picture's thumbnail, to be shown in a page.

    Its file name does not reveal that of the picture.
    """
    return _closed(FileResponse(_opened(stored.thumbnail), filename="picture.jpg"), "image/jpeg")


def _opened(content: FieldFile) -> FieldFile:
    try:
        return content.open("rb")
    except FileNotFoundError:
        raise FaultyFile from None


def _closed(response: FileResponse, media_type: str) -> FileResponse:
    response.headers["Content-Type"] = media_type
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
