"""Handing a private file to someone whose right to it the caller has checked."""

from django.http import FileResponse

from ratsite.files.models import StoredFile


def private_response(stored: StoredFile) -> FileResponse:
    """Streams the file as a download that no browser may run, sniff, frame or keep. HEAD takes the same way."""
    response = FileResponse(stored.content.open("rb"), as_attachment=True, filename=stored.name)
    return _closed(response, stored.media_type)


def thumbnail_response(stored: StoredFile) -> FileResponse:
    """The small picture, to be shown in a page; its name tells nothing."""
    return _closed(FileResponse(stored.thumbnail.open("rb"), filename="picture.jpg"), "image/jpeg")


def _closed(response: FileResponse, media_type: str) -> FileResponse:
    response.headers["Content-Type"] = media_type
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
