from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ratsite.accounts.access import only_coordinators
from ratsite.records.actions.assess_risks import assess_risks
from ratsite.records.forms import AssessmentForm
from ratsite.records.models import RiskAssessment


def risk_add(request: HttpRequest) -> HttpResponse:
    """Write a new risk assessment. The form starts with the texts of the last one."""
    only_coordinators(request)
    last = RiskAssessment.objects.visible_to(request.user).prefetch_related("risks").first()
    asks = last is not None and not last.was_just_made_by(request.user)
    form = AssessmentForm(request.POST or None, initial=_values_of(last), asks_if_unchanged=asks)
    if request.method == "POST" and form.is_valid():
        made, is_new = assess_risks(
            coordinator=request.user,
            about=form.cleaned_data["about"],
            risks=form.risks,
            is_unchanged=asks and form.repeats_the_last,
        )
        if is_new:
            due = {"day": date_format(made.review_by, "j F Y")}
            messages.success(request, _("Risk assessment saved. The next one is due by %(day)s.") % due)
        else:
            messages.info(request, _("Nothing was saved: you made this same assessment within the last hour."))
        return redirect(made)
    return render(request, "records/risk_add.html", {"form": form})


def risk(request: HttpRequest, assessment_id: int) -> HttpResponse:
    only_coordinators(request)
    visible = RiskAssessment.objects.visible_to(request.user)
    assessments = visible.select_related("made_by").prefetch_related("risks")
    assessment = get_object_or_404(assessments, pk=assessment_id)
    others = visible.exclude(pk=assessment.pk)[:10]
    return render(request, "records/risk.html", {"assessment": assessment, "others": others})


def _values_of(last: RiskAssessment | None) -> dict[str, str]:
    """Return the last assessment as initial values of AssessmentForm; {} if there is none."""
    if last is None:
        return {}
    values = {"about": last.about}
    for risk in last.risks.all():
        values |= {f"{risk.kind}_level": risk.level, f"{risk.kind}_why": risk.why}
    return values
