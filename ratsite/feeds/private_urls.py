"""Below /feeds/: the private addresses themselves. Anybody may ask (ratsite.web.access); the token is the whole key."""

from django.urls import path

from ratsite.feeds import private

app_name = "private"
urlpatterns = [
    path("<slug:token>/forum.atom", private.forum, name="forum"),
    path("<slug:token>/calendar.ics", private.calendar, name="calendar"),
]
