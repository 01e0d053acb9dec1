"""People, applications, invitations, bounces and terms. Only ratsite.accounts.actions writes to these tables."""

from ratsite.accounts.models.application import ApplicantQuestion, Application
from ratsite.accounts.models.bounce import Bounce
from ratsite.accounts.models.former_address import FormerAddress
from ratsite.accounts.models.invitation import Invitation
from ratsite.accounts.models.person import ERASED, NOBODY, User, name_of
from ratsite.accounts.models.person_queryset import UserManager, UserQuerySet
from ratsite.accounts.models.sign_in import SignIn
from ratsite.accounts.models.terms import Acceptance, TermsOfReference

__all__ = [
    "ERASED", "NOBODY", "Acceptance", "Application", "Bounce", "FormerAddress", "Invitation", "ApplicantQuestion",
    "SignIn", "TermsOfReference",
    "User", "UserManager", "UserQuerySet", "name_of",
]  # fmt: skip
