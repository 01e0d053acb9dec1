AGENCY_TEXTS = "agency-texts"  # name of both the item queue and the notification source
