"""What the moderators wrote to oneself: below /me/messages/."""

from django.urls import path

from ratsite.moderation import note_views

app_name = "own_messages"
urlpatterns = [path("", note_views.message_list, name="message_list")]
