"""URLs of the catch-up and support pages, each with a namespace of its own; ratsite/urls.py mounts them."""

from django.urls import path

from ratsite.catchup import views

catch_up = (
    [path("", views.catch_up, name="catch_up")],
    "catchup",
)
support = (
    [path("", views.support, name="support")],
    "support",
)
