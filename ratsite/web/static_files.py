from whitenoise.storage import CompressedManifestStaticFilesStorage


class KnownAddressesStorage(CompressedManifestStaticFilesStorage):
    """Storage of static files that caches the URL of each file.

    The manifest is read only once, so no URL changes later.
    """

    support_js_module_import_aggregation = True  # because scripts import each other by hashed URLs

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        if name not in self.addresses:
            self.addresses[name] = super().url(name, force)
        return self.addresses[name]
