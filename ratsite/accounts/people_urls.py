"""Below /people/: for members."""

from django.urls import path

from ratsite.accounts import directory, inviting

app_name = "people"
urlpatterns = [
    path("", directory.person_list, name="person_list"),
    path("invite/", inviting.invite, name="invite"),
    path("invite/<int:invitation_id>/revoke/", inviting.invitation_revoke, name="invitation_revoke"),
]
