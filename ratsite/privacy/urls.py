from django.urls import path

from ratsite.privacy.views import me, staff_erasures

own_data = (
    [
        path("data/", me.data, name="data"),
        path("data/make/", me.copy_make, name="copy_make"),
        path("data/discard/", me.copy_discard, name="copy_discard"),
        path("data/<uuid:key>/", me.copy_download, name="copy_download"),
        path("erase/", me.erase, name="erase"),
        path("erase/take-back/", me.erase_take_back, name="erase_take_back"),
    ],
    "privacy",
)
erasures_for_staff = (
    [
        path("erasures/", staff_erasures.erasures, name="erasures"),
        path("erasures/address/", staff_erasures.address_erase, name="address_erase"),
        path("<int:person_id>/erase/", staff_erasures.person_erase, name="person_erase"),
        path("<int:person_id>/hold/", staff_erasures.person_hold, name="person_hold"),
        path("<int:person_id>/hold/end/", staff_erasures.hold_end, name="hold_end"),
    ],
    "staff_erasures",
)
