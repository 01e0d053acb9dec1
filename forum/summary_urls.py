"""What moderators did, for every member: /moderation/."""

from django.urls import path

from forum.views import summary

app_name = "summary"
urlpatterns = [path("", summary.summary, name="summary")]
