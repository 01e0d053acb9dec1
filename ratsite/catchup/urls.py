"""Each list has a namespace of its own; ratsite/urls.py says where it is mounted."""

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
