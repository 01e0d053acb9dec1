from django_tasks import task

from forum import telling, unnaming


@task
def tell_of_post(post_id: int) -> None:
    telling.tell_of_post(post_id)


@task
def tell_of_mentions(post_id: int) -> None:
    telling.tell_of_mentions(post_id)


@task
def take_names_off(topic_id: int) -> None:
    unnaming.take_names_off(topic_id)
