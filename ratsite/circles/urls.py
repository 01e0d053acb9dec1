from django.urls import path

from ratsite.circles.views import access, agencies, circles, first_approval, own

circles_for_staff = (
    [
        path("", circles.circles, name="circles"),
        path("add/", circles.circle_add, name="circle_add"),
        path("<int:circle_id>/", circles.circle, name="circle"),
        path("<int:circle_id>/members/", access.circle_members, name="circle_members"),
        path("<int:circle_id>/name/", circles.circle_name, name="circle_name"),
        path("<int:circle_id>/delete/", circles.circle_delete, name="circle_delete"),
    ],
    "staff_circles",
)
agencies_for_staff = (
    [
        path("", agencies.agencies, name="agencies"),
        path("add/", agencies.agency_add, name="agency_add"),
        path("<slug:slug>/", agencies.agency, name="agency"),
        path("<slug:slug>/remits/", access.agency_remits, name="agency_remits"),
        path("<slug:slug>/delete/", agencies.agency_delete, name="agency_delete"),
    ],
    "staff_agencies",
)
access_for_staff = (
    [
        path("<int:change_id>/", access.access_change, name="access_change"),
        path("first/<int:approval_id>/", first_approval.first_approval, name="first_approval"),
    ],
    "staff_access",
)
own_circles = (
    [
        path("", own.circle_list, name="circle_list"),
        path("<int:circle_id>/", own.circle, name="circle"),
    ],
    "circles",
)
