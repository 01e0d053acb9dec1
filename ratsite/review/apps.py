from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "ratsite.review"
    label = "review"
