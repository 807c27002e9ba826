from django.apps import AppConfig


class TelephonyAdaptersConfig(AppConfig):
    name = "telephony_adapters"
    verbose_name = "Adaptateurs téléphoniques"
