"""Receive files: stop an upload that is too large, and leave no part of an interrupted upload on the disk."""

import tempfile

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

# A request of up to this many times MAX_FILE_BYTES is read to its end: browsers show no response that comes earlier.
DRAIN_FACTOR = 4


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


class NamelessUploadHandler(FileUploadHandler):
    """Upload handler that writes to a temporary file without a name, which vanishes with the process.

    The temporary file of Django's own handler would stay on the disk if the process is killed.
    """

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 Django closes it at the end of the request

    def receive_data_chunk(self, raw_data, start):
        self.file.write(raw_data)

    def file_complete(self, file_size):
        self.file.seek(0)
        return UploadedFile(
            self.file, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def upload_interrupted(self):
        if hasattr(self, "file"):
            self.file.close()


def was_cut_off(request: HttpRequest) -> bool:
    """True if the upload handler stopped reading this request because a file was too large.

    This reads request.POST first, so that the upload handler has run.
    """
    _post = request.POST
    return getattr(request, "upload_too_large", False)
