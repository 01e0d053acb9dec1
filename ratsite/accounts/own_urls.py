from django.urls import path

from ratsite.accounts.views import me

app_name = "own_account"
urlpatterns = [path("address-works/", me.address_works, name="address_works")]
