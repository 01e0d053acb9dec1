"""Handing a private file to someone whose right to it the caller has checked."""

from django.http import FileResponse

from ratsite.files.models import StoredFile


def private_response(stored: StoredFile) -> FileResponse:
    """Streams the file as a download that no browser may run, sniff, frame or keep. HEAD takes the same way."""
    response = FileResponse(stored.content.open("rb"), as_attachment=True, filename=stored.name)
    response.headers["Content-Type"] = stored.media_type
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
