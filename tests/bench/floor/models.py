"""The floor's two tables. They have no migrations: `migrate --run-syncdb` creates them."""

from django.conf import settings
from django.db import models


class Topic(models.Model):
    title = models.CharField(max_length=140)

    def __str__(self) -> str:
        return f"topic {self.pk}"


class Post(models.Model):
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    html = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["topic", "number"], name="post_number")]

    def __str__(self) -> str:
        return f"post {self.pk}"
