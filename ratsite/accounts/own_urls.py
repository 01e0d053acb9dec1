from django.urls import path

from ratsite.accounts import views

app_name = "own_account"
urlpatterns = [path("address-works/", views.address_works, name="address_works")]
