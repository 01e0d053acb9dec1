from django_tasks import task

from forum import telling


@task
def tell_of_post(post_id: int) -> None:
    telling.tell_of_post(post_id)


@task
def tell_of_mentions(post_id: int) -> None:
    telling.tell_of_mentions(post_id)
