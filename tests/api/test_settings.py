"""Settings: what is given wins over the environment, and wrong values are named."""

from pathlib import Path

import pytest

from api.settings import PORT_DEFAULT, Settings, SettingsError


def test_defaults():
    settings = Settings.from_environment({})
    assert settings == Settings()
    assert settings.port == PORT_DEFAULT
    assert settings.stated_prices is True


def test_reads_every_variable():
    settings = Settings.from_environment(
        {
            "GROSZ_RULES": "rules",
            "GROSZ_CATALOGUE": "catalogue",
            "GROSZ_HOST": "::1",
            "GROSZ_PORT": "9000",
            "GROSZ_WORKERS": "4",
            "GROSZ_WATCH": "yes",
            "GROSZ_STATED_PRICES": "off",
            "GROSZ_CORS_ORIGINS": "https://a.example, https://b.example",
            "GROSZ_DRAIN_SECONDS": "5",
            "PORT": "1",
        }
    )
    assert settings == Settings(
        rules=Path("rules"),
        catalogue=Path("catalogue"),
        host="::1",
        port=9000,
        workers=4,
        watch=True,
        stated_prices=False,
        cors_origins=("https://a.example", "https://b.example"),
        drain_seconds=5,
    )


def test_what_is_given_wins():
    environment = {"GROSZ_PORT": "9000", "GROSZ_STATED_PRICES": "true"}
    settings = Settings.from_environment(environment, port=0, stated_prices=False, host=None)
    assert (settings.port, settings.stated_prices, settings.host) == (0, False, "127.0.0.1")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"GROSZ_PORT": "http"}, "GROSZ_PORT"),
        ({"GROSZ_PORT": "65536"}, "65535"),
        ({"GROSZ_WORKERS": "0"}, "workers"),
        ({"GROSZ_WORKERS": "65"}, "workers"),
        ({"GROSZ_WATCH": "maybe"}, "GROSZ_WATCH"),
    ],
)
def test_names_what_is_wrong(environment, said):
    with pytest.raises(SettingsError, match=said):
        Settings.from_environment(environment)
