"""Handing a private file to someone whose right to it the caller has checked."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse

from ratsite.files.models import StoredFile


def private_response(stored: StoredFile) -> FileResponse:
    """As download_response; who may have it the caller has asked."""
    return download_response(stored.content, name=stored.name, media_type=stored.media_type)


def download_response(content: FieldFile, *, name: str, media_type: str) -> FileResponse:
    """Streams the file as a download that no browser may run, sniff, frame or keep. HEAD takes the same way."""
    return _closed(FileResponse(content.open("rb"), as_attachment=True, filename=name), media_type)


def thumbnail_response(stored: StoredFile) -> FileResponse:
    """The small picture, to be shown in a page; its name tells nothing."""
    return _closed(FileResponse(stored.thumbnail.open("rb"), filename="picture.jpg"), "image/jpeg")


def _closed(response: FileResponse, media_type: str) -> FileResponse:
    response.headers["Content-Type"] = media_type
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
