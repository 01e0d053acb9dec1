from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ratsite.files.responses import private_response
from ratsite.pages.models import PageFile


@require_safe
def file_download(request: HttpRequest, file_id, name: str) -> HttpResponse:
    """Send a checked file of the public pages to anyone. A wrong file name gives 404."""
    files = PageFile.objects.served().select_related("stored_file")
    return private_response(get_object_or_404(files, pk=file_id, stored_file__name=name).stored_file)
