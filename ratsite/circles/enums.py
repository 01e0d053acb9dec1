ACCESS_CHANGES = "access-changes"  # name of the notification source about changes that were made
ACCESS_REQUESTS = "access-requests"  # name of the queue of changes that wait, and of its notification source
