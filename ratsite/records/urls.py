"""URLs of the registers, under /review/records/: for coordinators who have taken the second step."""

from django.urls import path

from ratsite.records.views import breaches, complaints, messages, risks, summary

app_name = "records"
urlpatterns = [
    path("", summary.registers, name="registers"),
    path("messages/", messages.message_list, name="message_list"),
    path("messages/<int:message_id>/", messages.message, name="message"),
    path("messages/<int:message_id>/remove/", messages.message_remove, name="message_remove"),
    path("complaints/", complaints.complaint_list, name="complaint_list"),
    path("complaints/add/", complaints.complaint_add, name="complaint_add"),
    path("complaints/<int:complaint_id>/", complaints.complaint, name="complaint"),
    path("complaints/<int:complaint_id>/edit/", complaints.complaint_edit, name="complaint_edit"),
    path("breaches/", breaches.breach_list, name="breach_list"),
    path("breaches/add/", breaches.breach_add, name="breach_add"),
    path("breaches/<int:breach_id>/", breaches.breach, name="breach"),
    path("breaches/<int:breach_id>/edit/", breaches.breach_edit, name="breach_edit"),
    path("risks/add/", risks.risk_add, name="risk_add"),
    path("risks/<int:assessment_id>/", risks.risk, name="risk"),
]
