from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "ratsite.circles"
    label = "circles"
