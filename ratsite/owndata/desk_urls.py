from django.urls import path

from ratsite.owndata import desk

app_name = "erasures_desk"
urlpatterns = [
    path("erasures/", desk.erasures, name="erasures"),
    path("erasures/address/", desk.address_erase, name="address_erase"),
    path("<int:person_id>/erase/", desk.person_erase, name="person_erase"),
    path("<int:person_id>/hold/", desk.person_hold, name="person_hold"),
]
