from django.urls import path

from ratsite.accounts import desk

app_name = "desk"
urlpatterns = [
    path("", desk.people, name="people"),
    path("add/", desk.person_add, name="person_add"),
    path("invited/", desk.invited, name="invited"),
    path("<int:person_id>/", desk.person, name="person"),
]
