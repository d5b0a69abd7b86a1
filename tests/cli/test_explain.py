"""Explaining a cart: the real engine's reasons, in two languages."""

import msgspec
import pytest

from pricing.quote import Quote


@pytest.fixture
def explained(grosz, shop_folder):
    """Explain the coffee cart of the fixture shop with more options."""

    def run(*more):
        cart = shop_folder / "carts" / "coffee.json"
        rules, catalogue = shop_folder / "rules", shop_folder / "catalogue"
        return grosz("explain", rules, cart, "--catalogue", catalogue, *more)

    return run


@pytest.mark.parametrize("language", ["en", "pl"])
def test_golden_story(golden, explained, language):
    told = explained("--lang", language)
    assert told.exit_code == 0, told.output
    shown = [line for line in told.stdout.splitlines(keepends=True) if "sha256:" not in line]
    golden(f"cli/stories/shop-{language}.txt", "".join(shown))


@pytest.mark.parametrize("language", ["en", "pl"])
def test_golden_story_of_limits_cliffs_and_near_misses(golden, grosz, shop_folder, language):
    folder = shop_folder.parent / "explained"
    told = grosz("explain", folder / "rules.promo", folder / "cart.json", "--lang", language)
    assert told.exit_code == 0, told.output
    shown = [line for line in told.stdout.splitlines(keepends=True) if "sha256:" not in line]
    golden(f"cli/stories/explained-{language}.txt", "".join(shown))


def test_json_and_story_say_the_same(grosz, shop_folder):
    folder = shop_folder.parent / "explained"
    rules, cart = folder / "rules.promo", folder / "cart.json"
    story = grosz("explain", rules, cart, "--lang", "pl").stdout
    document = msgspec.json.decode(grosz("explain", rules, cart, "--lang", "pl", "--json").stdout)
    said = [near["message"] for near in document["explanation"]["near_misses"]]
    said += [one["cliff"]["message"] for one in document["explanation"]["promotions"]
             if "cliff" in one]  # fmt: skip
    assert len(said) >= 4
    assert all(message in story for message in said)


def test_the_winner_is_named(explained):
    told = explained("--promotion", "coffee-10")
    assert told.exit_code == 0
    assert "beaten by coffee-3-for-2" in told.stdout
    assert "app-5" not in told.stdout


def test_an_unknown_promotion_is_wrong_use_with_a_suggestion(explained):
    told = explained("-p", "coffee-11")
    assert told.exit_code == 2
    assert "did you mean" in told.stderr


def test_an_unknown_language_is_wrong_use(explained):
    assert explained("--lang", "de").exit_code == 2


def test_json_carries_the_explanation(explained):
    quote = msgspec.json.decode(explained("--json").stdout, type=Quote)
    assert quote.explanation is not None
    assert {seen.promotion for seen in quote.explanation.promotions} == {
        "app-5",
        "autumn-20",
        "coffee-10",
        "coffee-3-for-2",
    }
