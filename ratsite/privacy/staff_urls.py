from django.urls import path

from ratsite.privacy.views import staff_erasures

app_name = "erasures_desk"
urlpatterns = [
    path("erasures/", staff_erasures.erasures, name="erasures"),
    path("erasures/address/", staff_erasures.address_erase, name="address_erase"),
    path("<int:person_id>/erase/", staff_erasures.person_erase, name="person_erase"),
    path("<int:person_id>/hold/", staff_erasures.person_hold, name="person_hold"),
]
