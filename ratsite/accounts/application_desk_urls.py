from django.urls import path

from ratsite.accounts.views import applications

app_name = "applications"
urlpatterns = [path("<int:application_id>/", applications.application, name="application")]
