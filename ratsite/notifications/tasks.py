from django_tasks import task

from ratsite.notifications import delivery


@task
def deliver_mail(mail_id: int) -> None:
    delivery.deliver(mail_id)
