"""Below /people/: for members."""

from django.urls import path

from ratsite.accounts import directory

app_name = "people"
urlpatterns = [path("", directory.person_list, name="person_list")]
