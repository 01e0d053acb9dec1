"""What holds for oneself: below /me/sanction/."""

from django.urls import path

from ratsite.moderation import sanction_views

app_name = "own_sanctions"
urlpatterns = [path("", sanction_views.own_sanctions, name="own_sanctions")]
