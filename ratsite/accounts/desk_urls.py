from django.urls import path

from ratsite.accounts.views import members, staff_terms

app_name = "desk"
urlpatterns = [
    path("", members.people, name="people"),
    path("add/", members.person_add, name="person_add"),
    path("terms/", staff_terms.terms_list, name="terms_list"),
    path("terms/new/", staff_terms.terms_new, name="terms_new"),
    path("invited/", members.invited, name="invited"),
    path("<int:person_id>/", members.person, name="person"),
]
