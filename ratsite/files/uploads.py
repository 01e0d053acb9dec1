"""Receive files: refuse an upload that is too large, and leave no part of an interrupted upload on the disk."""

import tempfile

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from ratsite.files.fields import too_large, too_large_together
from ratsite.lib.documents.file_types import clean_name

# A request of up to this many times MAX_FILE_BYTES is read to its end, so that nothing typed below a file is lost, and
# because browsers show no response that comes earlier. The web servers in deploy/ let through less (110 MB).
DRAIN_FACTOR = 5


class LimitUploadHandler(FileUploadHandler):
    """Upload handler that skips each file larger than MAX_FILE_BYTES. The form's other fields and files are read.

    Of a request that is too large as a whole, only the fields before its first file are read.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.is_hopeless = content_length > DRAIN_FACTOR * settings.MAX_FILE_BYTES
        self.too_large: list[str] = []  # names of the files that were skipped

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.seen = 0
        if self.is_hopeless:
            self.request.upload_refusal = too_large_together(clean_name(self.file_name))
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data, start):
        self.seen += len(raw_data)
        if self.seen > settings.MAX_FILE_BYTES:
            self.too_large.append(clean_name(self.file_name))
            self.request.upload_refusal = too_large(self.too_large)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None


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


def upload_refusal(request: HttpRequest) -> str:
    """Return the message about the files of this request that the upload handler refused; "" if it took all of them.

    This reads request.POST first, so that the upload handler has run.
    """
    _post = request.POST
    return getattr(request, "upload_refusal", "")
