"""Refuse a file that is too large while it is being uploaded."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

DRAIN_FACTOR = 4  # a body of up to this many times the limit is read to its end, so that the browser shows our answer


class LimitUploadHandler(FileUploadHandler):
    """Upload handler that stops reading a file at MAX_FILE_BYTES.

    The form fields before the file are still read, so that the form can be shown again with an error message.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.hopeless = content_length > DRAIN_FACTOR * settings.MAX_FILE_BYTES
        self.seen = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.seen = 0
        if self.hopeless:
            self._refuse()

    def receive_data_chunk(self, raw_data, start):
        self.seen += len(raw_data)
        if self.seen > settings.MAX_FILE_BYTES:
            self._refuse()
        return raw_data

    def file_complete(self, file_size):
        return None

    def _refuse(self) -> None:
        self.request.upload_too_large = True
        raise StopUpload(connection_reset=self.hopeless)


def was_cut_off(request: HttpRequest) -> bool:
    """True if the upload handler stopped reading this request because a file was too large.

    This reads request.POST first, so that the upload handler has run.
    """
    _sent = request.POST
    return getattr(request, "upload_too_large", False)
