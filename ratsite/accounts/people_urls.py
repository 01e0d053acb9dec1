"""Below /people/: for members."""

from django.urls import path

from ratsite.accounts.views import directory, invitations

app_name = "people"
urlpatterns = [
    path("", directory.person_list, name="person_list"),
    path("invite/", invitations.invite, name="invite"),
    path("invite/<int:invitation_id>/revoke/", invitations.invitation_revoke, name="invitation_revoke"),
]
