"""Below /me/: one's own place in the network."""

from django.urls import path

from ratsite.accounts.views import me, terms

app_name = "me"
urlpatterns = [
    path("", me.me, name="me"),
    path("confirm/", me.confirm_membership, name="confirm"),
    path("terms/", terms.terms_accept, name="terms_accept"),
    path("leave/", me.leave_network, name="leave"),
]
