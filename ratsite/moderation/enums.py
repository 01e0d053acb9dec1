AGENCY_NOTES = "agency-notes"  # what they are called in the review queue and among the sources of notifications
