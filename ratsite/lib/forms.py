from django.forms.renderers import TemplatesSetting


class SiteFormRenderer(TemplatesSetting):
    """Forms and fields in the site's dress. Widgets keep Django's own templates: the CMS admin shares them."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
