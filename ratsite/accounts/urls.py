from django.urls import path

from ratsite.accounts.views import (
    agency_lead,
    apply,
    directory,
    invitations,
    me,
    own_application,
    staff_applications,
    staff_people,
    staff_terms,
    terms,
)

agencies = (
    [
        path("", directory.agency_list, name="agency_list"),
        path("joining/", directory.joining, name="joining"),
        path("<slug:slug>/", directory.agency, name="agency"),
        path("<slug:slug>/colleagues/", agency_lead.colleagues, name="colleagues"),
        path("<slug:slug>/colleagues/confirm/", agency_lead.colleagues_confirm, name="colleagues_confirm"),
        path("<slug:slug>/colleagues/<int:person_id>/vouch/", agency_lead.colleague_vouch, name="colleague_vouch"),
        path("<slug:slug>/colleagues/<int:person_id>/left/", agency_lead.colleague_left, name="colleague_left"),
    ],
    "agencies",
)
applications_for_staff = (
    [path("<int:application_id>/", staff_applications.application, name="application")],
    "applications",
)
people_for_staff = (
    [
        path("", staff_people.people, name="people"),
        path("add/", staff_people.person_add, name="person_add"),
        path("terms/", staff_terms.terms_list, name="terms_list"),
        path("terms/new/", staff_terms.terms_new, name="terms_new"),
        path("invited/", staff_people.invited, name="invited"),
        path("<int:person_id>/", staff_people.person, name="person"),
        path("<int:person_id>/details/", staff_people.person_details, name="person_details"),
        path("<int:person_id>/second-step/", staff_people.second_step, name="second_step"),
    ],
    "staff_people",
)
join = (
    [
        path("terms/", terms.terms, name="terms"),
        path("terms/<int:version>/", terms.terms_version, name="terms_version"),
        path("apply/", apply.apply, name="apply"),
        path("apply/agency/", apply.apply, {"page": "agency"}, name="apply_agency"),
        path("apply/why/", apply.apply, {"page": "why"}, name="apply_why"),
        path("apply/check/", apply.check, name="apply_check"),
        path("apply/prove/", own_application.prove, name="prove"),
        path("apply/new-code/", own_application.new_code, name="new_code"),
        path("application/<str:token>/", own_application.application, name="application"),
        path("application/<str:token>/withdraw/", own_application.application_withdraw, name="application_withdraw"),
    ],
    "joining",
)
own_membership = (
    [
        path("", me.me, name="me"),
        path("confirm/", me.confirm_membership, name="confirm"),
        path("terms/", terms.terms_accept, name="terms_accept"),
        path("sign-ins/", me.sign_ins, name="sign_ins"),
        path("leave/", me.leave_network, name="leave"),
    ],
    "me",
)
own_account = (
    [path("address-works/", me.address_works, name="address_works")],
    "own_account",
)
people = (
    [
        path("", directory.person_list, name="person_list"),
        path("invite/", invitations.invite, name="invite"),
        path("invite/<int:invitation_id>/revoke/", invitations.invitation_revoke, name="invitation_revoke"),
    ],
    "people",
)
