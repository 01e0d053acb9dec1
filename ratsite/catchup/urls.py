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
