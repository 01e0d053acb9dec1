from django.urls import path

from ratsite.accounts import desk, terms_desk

app_name = "desk"
urlpatterns = [
    path("", desk.people, name="people"),
    path("add/", desk.person_add, name="person_add"),
    path("terms/", terms_desk.terms_list, name="terms_list"),
    path("terms/new/", terms_desk.terms_new, name="terms_new"),
    path("invited/", desk.invited, name="invited"),
    path("<int:person_id>/", desk.person, name="person"),
]
