from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "ratsite.files"
    label = "files"
