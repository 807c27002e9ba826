"""Coming in, going out, my account. Mounted at the root: these addresses are spoken of to people."""

from django.db.transaction import non_atomic_requests
from django.urls import path

from web.account.views import account, directive, enrolment, factors, sign_in

app_name = "account"

# Where a refused attempt must leave its traces, the services commit what they write themselves.
urlpatterns = [
    path("connexion/", non_atomic_requests(sign_in.password), name="sign-in"),
    path("connexion/code/", non_atomic_requests(sign_in.code), name="code"),
    path("connexion/inscription/", enrolment.enrolment, name="enrolment"),
    path("deconnexion/", sign_in.leave, name="sign-out"),
    path("compte/", account.home, name="home"),
    path("compte/mot-de-passe/", non_atomic_requests(account.password), name="password"),
    path("compte/confirmation/", non_atomic_requests(sign_in.confirmation), name="step-up"),
    path("compte/application/", non_atomic_requests(factors.application), name="application"),
    path("compte/codes-de-secours/", factors.recovery_codes, name="recovery-codes"),
    path("compte/directives/", directive.directive, name="directive"),
    path("compte/directives/revoquer/", directive.revoke, name="directive-revoke"),
    path("compte/compromis/", account.compromised, name="compromised"),
    path("compte/sessions/reconnues/", account.recognise, name="recognise"),
    path("compte/sessions/autres/fin/", account.end_others, name="end-others"),
    path("compte/sessions/<uuid:session_id>/fin/", account.end_one, name="end-session"),
]
