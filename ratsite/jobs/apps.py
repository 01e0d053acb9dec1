from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "ratsite.jobs"
    label = "jobs"
