from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    """allauth's form in this site's words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login, password, remember = self.fields["login"], self.fields["password"], self.fields.get("remember")
        login.label = "Work e-mail address"
        login.widget.attrs = {"autocomplete": "username", "inputmode": "email"}
        password.widget.attrs = {"autocomplete": "current-password"}
        password.help_text = ""
        if remember:
            remember.label = "Keep me signed in on this device for 7 days"
            remember.help_text = "Leave this empty on a shared or borrowed computer."
