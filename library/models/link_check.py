from django.db import models

from library.enums import LinkState


class LinkCheck(models.Model):
    """What an address outside the site answered when the command check_links last requested it."""

    wagtail_reference_index_ignore = True

    url = models.URLField(max_length=500, unique=True)
    state = models.CharField(max_length=8, choices=LinkState)
    moved_to = models.URLField(max_length=500, blank=True)
    answer = models.CharField(max_length=120)  # such as "404" or "does not answer"
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["url"]

    def __str__(self) -> str:
        return f"link check {self.pk}"
