"""Where somebody answers a sanction by the address in a mail: below /appeal/."""

from django.urls import path

from ratsite.moderation import sanction_views

app_name = "appeals"
urlpatterns = [path("<str:token>/", sanction_views.answer, name="appeal")]
