"""Below /agencies/: for members."""

from django.urls import path

from ratsite.accounts import directory, leading

app_name = "agencies"
urlpatterns = [
    path("", directory.agency_list, name="agency_list"),
    path("joining/", directory.joining, name="joining"),
    path("<slug:slug>/", directory.agency, name="agency"),
    path("<slug:slug>/colleagues/", leading.colleagues, name="colleagues"),
    path("<slug:slug>/colleagues/confirm/", leading.colleagues_confirm, name="colleagues_confirm"),
    path("<slug:slug>/colleagues/<int:person_id>/vouch/", leading.colleague_vouch, name="colleague_vouch"),
    path("<slug:slug>/colleagues/<int:person_id>/left/", leading.colleague_left, name="colleague_left"),
]
