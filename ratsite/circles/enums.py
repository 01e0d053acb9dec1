FIRST_APPROVALS = "first-approvals"  # name of the notification source for first approvals that were refused or ended
ACCESS_CHANGES = "access-changes"  # name of the notification source for changes that were made
# Name of the review queue of changes that wait, and of the notification source for them.
WAITING_ACCESS_CHANGES = "access-requests"
