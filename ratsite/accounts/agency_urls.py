"""Below /agencies/: for members."""

from django.urls import path

from ratsite.accounts.views import agency_lead, directory

app_name = "agencies"
urlpatterns = [
    path("", directory.agency_list, name="agency_list"),
    path("joining/", directory.joining, name="joining"),
    path("<slug:slug>/", directory.agency, name="agency"),
    path("<slug:slug>/colleagues/", agency_lead.colleagues, name="colleagues"),
    path("<slug:slug>/colleagues/confirm/", agency_lead.colleagues_confirm, name="colleagues_confirm"),
    path("<slug:slug>/colleagues/<int:person_id>/vouch/", agency_lead.colleague_vouch, name="colleague_vouch"),
    path("<slug:slug>/colleagues/<int:person_id>/left/", agency_lead.colleague_left, name="colleague_left"),
]
