"""Store when each periodic job ran and will run, its last error, and which background processes are alive.

`manage.py background` runs each job when it is due. Several background processes may run at once.
"""

from django.db import models

from ratsite.jobs.enums import Part


class Schedule(models.Model):
    """When a periodic job last ran, with which error, and when it is next due. One row for each job in the registry."""

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


class Heartbeat(models.Model):
    """The last heartbeat of one part of one background process.

    seen_at: when the process was last alive. turned_at: when this part's loop last finished a round (Loop.turn); if
    that is long ago, the part hangs.
    """

    wagtail_reference_index_ignore = True

    part = models.CharField(max_length=10, choices=Part)
    worker = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    turned_at = models.DateTimeField()

    class Meta:
        ordering = ["part", "-seen_at"]

    def __str__(self) -> str:
        return f"{self.part} {self.worker}"
