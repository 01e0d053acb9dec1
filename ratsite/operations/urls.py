"""URLs of the pages about running the site, under /review/health/, for coordinators who signed in with two factors."""

from django.urls import path

from ratsite.operations import views

app_name = "operations"
urlpatterns = [
    path("", views.health, name="health"),
    path("handover/", views.handover_page, name="handover"),
    path("email/", views.unsent, name="unsent"),
    path("email/again/", views.try_again, name="try_again"),
]
