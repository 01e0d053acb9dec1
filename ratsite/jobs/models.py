"""What runs by the clock. `manage.py scheduler` starts each job when it is due; several schedulers do not collide."""

from django.db import models


class Schedule(models.Model):
    """When a job ran last and is due next. One row a job; the rows are made from jobs.registry."""

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
