"""Below /join/: for people who have no account yet."""

from django.urls import path

from ratsite.accounts import applying, terms

app_name = "joining"
urlpatterns = [
    path("terms/", terms.terms, name="terms"),
    path("terms/<int:version>/", terms.terms_version, name="terms_version"),
    path("apply/", applying.apply, name="apply"),
    path("apply/prove/", applying.prove, name="prove"),
    path("apply/new-code/", applying.new_code, name="new_code"),
    path("application/<str:token>/", applying.application, name="application"),
    path("application/<str:token>/withdraw/", applying.application_withdraw, name="application_withdraw"),
]
