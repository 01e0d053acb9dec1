"""Below /contact/."""

from django.urls import path

from ratsite.pages.views import contact

app_name = "pages"
urlpatterns = [path("send/", contact.contact_send, name="contact_send")]
