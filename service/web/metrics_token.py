"""The token of /metrics, apart from the pages: a command that prints it needs no web framework."""

import hmac

from storage.settings import Settings


def metrics_token(settings: Settings) -> str:
    """What a scraper on another machine brings as `Authorization: Bearer …`, 64 hex digits.

    Made from WEEKREEL_SECRET_KEY, so that there is nothing more to set and nothing to guess.
    """
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(key, b"weekreel metrics v1", "sha256").hexdigest()
