"""Store when each periodic job ran and will run, and its last error.

`manage.py scheduler` runs each job when it is due.

Several schedulers may run at once.
"""

from django.db import models


class Schedule(models.Model):
    """The time when a periodic job last ran and the time when it is next due; one row per job in jobs.registry."""

    wagtail_reference_index_ignore = True

    name = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()
    last_started_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
