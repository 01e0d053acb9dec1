"""Responses that contain a private file. The caller has checked that the reader may have the file.

If the setting ACCEL_LOCATION names an internal location of the proxy, the proxy sends the file from the disk
(X-Accel-Redirect), so that no worker process waits for a slow reader. Otherwise a thread streams the file.

If a file is missing or altered, the functions raise FaultyFile, and ratsite.web.faulty_files makes the response.
"""

from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from ratsite.files.fixity import FaultyFile, open_verified
from ratsite.files.models import StoredFile, private_storage
from ratsite.files.tasks import draw_again


def private_response(stored: StoredFile) -> HttpResponseBase:
    """Return a response with a stored file as a download. Raises FaultyFile if the file is missing or altered."""
    return _with_strict_headers(_as_download(stored.content, open_verified(stored), stored.name), stored.media_type)


def download_response(content: FieldFile, *, name: str, media_type: str) -> HttpResponseBase:
    """Return a response with a file as a download, for files that have no StoredFile and so no hash to verify.

    Browsers may not execute, sniff, frame or cache it. Raises FaultyFile if the file is missing.
    """
    return _with_strict_headers(_as_download(content, _open_or_fault(content), name), media_type)


def thumbnail_response(stored: StoredFile) -> HttpResponseBase:
    """Return a response with the thumbnail of a stored file, to be shown in a page.

    The thumbnail is called "picture.jpg", which does not reveal the name of the stored file. If the thumbnail is
    missing, the function queues a task that draws it and raises Http404: the page shows no picture until it is drawn.
    """
    try:
        content = stored.thumbnail.open("rb")
    except FileNotFoundError:
        draw_again(stored)
        raise Http404 from None
    return _with_strict_headers(FileResponse(content, filename="picture.jpg"), "image/jpeg")


def picture_response(picture: bytes) -> HttpResponseBase:
    """Return a response with a JPEG from memory, to be shown in a page."""
    return _with_strict_headers(HttpResponse(picture), "image/jpeg")


def _open_or_fault(content: FieldFile) -> FieldFile:
    try:
        return content.open("rb")
    except FileNotFoundError:
        raise FaultyFile from None


def _as_download(content: FieldFile, opened, name: str) -> HttpResponseBase:
    """Return a response with a file as a download called `name`: sent by the proxy if possible, else streamed."""
    storage = private_storage()
    is_local = content.storage is storage and isinstance(storage, FileSystemStorage)
    if not settings.ACCEL_LOCATION or not is_local:
        return FileResponse(opened, as_attachment=True, filename=name)
    opened.close()
    response = HttpResponse()
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Accel-Redirect"] = settings.ACCEL_LOCATION + quote(content.name or "")
    return response


def _with_strict_headers(response: HttpResponseBase, media_type: str) -> HttpResponseBase:
    """Add headers so that browsers do not execute, sniff, frame or cache the file. Return the response."""
    response.headers["Content-Type"] = media_type
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
