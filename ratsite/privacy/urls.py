"""Below /me/: what is held about oneself."""

from django.urls import path

from ratsite.privacy.views import me

app_name = "owndata"
urlpatterns = [
    path("data/", me.data, name="data"),
    path("data/make/", me.copy_make, name="copy_make"),
    path("data/discard/", me.copy_discard, name="copy_discard"),
    path("data/<uuid:key>/", me.copy_download, name="copy_download"),
    path("erase/", me.erase, name="erase"),
    path("erase/take-back/", me.erase_take_back, name="erase_take_back"),
]
