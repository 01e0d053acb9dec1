"""Below /me/: what is held about oneself."""

from django.urls import path

from ratsite.owndata import views

app_name = "owndata"
urlpatterns = [
    path("data/", views.data, name="data"),
    path("data/make/", views.copy_make, name="copy_make"),
    path("data/discard/", views.copy_discard, name="copy_discard"),
    path("data/<uuid:key>/", views.copy_download, name="copy_download"),
    path("erase/", views.erase, name="erase"),
    path("erase/take-back/", views.erase_take_back, name="erase_take_back"),
]
