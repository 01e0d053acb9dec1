"""Forms that visitors and editors fill in."""

from wagtail.images.forms import BaseImageForm

from ratsite.pages.pictures import PictureFormField, redraw


class SiteImageForm(BaseImageForm):
    """Wagtail's picture form, with alternative text asked of everyone and the file drawn anew."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:  # not in the second step of adding many at once
            self.fields["file"] = PictureFormField(label="File", widget=self.fields["file"].widget)
        description = self.fields["description"]
        description.required = True
        description.label = "What it shows"
        description.help_text = "For people who do not see it: what matters in the picture, in one sentence."

    def clean_file(self):
        file = self.cleaned_data["file"]
        return redraw(file, file.name) if "file" in self.changed_data else file
