"""Form field for the address of another resource."""

from urllib.parse import urlparse

from django import forms


class ResourceAddressField(forms.CharField):
    """Form field for the address of another resource, such as /library/first-ten-minutes/. The value is its slug."""

    def clean(self, value) -> str:
        text = super().clean(value)
        return urlparse(text).path.strip("/").removeprefix("library/").partition("/")[0]
