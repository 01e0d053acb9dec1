"""Below /join/: for people who have no account yet."""

from django.urls import path

from ratsite.accounts.views import applicants, terms

app_name = "joining"
urlpatterns = [
    path("terms/", terms.terms, name="terms"),
    path("terms/<int:version>/", terms.terms_version, name="terms_version"),
    path("apply/", applicants.apply, name="apply"),
    path("apply/prove/", applicants.prove, name="prove"),
    path("apply/new-code/", applicants.new_code, name="new_code"),
    path("application/<str:token>/", applicants.application, name="application"),
    path("application/<str:token>/withdraw/", applicants.application_withdraw, name="application_withdraw"),
]
