"""Addresses of static files in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class KnownAddressesStorage(CompressedManifestStaticFilesStorage):
    """Each address is worked out once: the list of files that it is made from is read once as well."""

    support_js_module_import_aggregation = True  # scripts import each other by the same addresses

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        if name not in self.addresses:
            self.addresses[name] = super().url(name, force)
        return self.addresses[name]
