"""django-oscar: its offer applicator over a saved basket; database is SQLite in memory.

The offers are fetched before the clock starts, though a shop fetches them for each request; what an
offer asks the database while it is judged (is this product in that range?) is part of its work and
is timed. Amounts are decimals; no tax, and each offer applies once to all pieces.
"""

import warnings
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django
from adapter import Job, serve
from django.conf import settings

# Its tree of categories tells of a later version's wishes.
warnings.simplefilter("ignore", DeprecationWarning)


_SEARCH = "haystack.backends.simple_backend.SimpleEngine"


class _NoMigrations:
    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


def _set_up() -> None:
    import oscar.defaults

    chosen = {name: getattr(oscar.defaults, name) for name in dir(oscar.defaults)}
    chosen = {name: value for name, value in chosen.items() if name.startswith("OSCAR")}
    apps = ("catalogue", "address", "analytics", "basket", "customer", "offer", "order", "partner",
            "payment", "voucher", "checkout", "shipping", "communication", "wishlists",
            "search")  # fmt: skip
    settings.configure(
        SECRET_KEY="-",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        MIGRATION_MODULES=_NoMigrations(),
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        HAYSTACK_CONNECTIONS={"default": {"ENGINE": _SEARCH}},
        SITE_ID=1,
        USE_TZ=True,
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
            "django.contrib.sites", "django.contrib.messages", "django.contrib.flatpages",
            "haystack", "treebeard", "django_tables2",
            "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
            *(f"oscar.apps.{name}.apps.{name.capitalize()}Config" for name in apps),
        ],
        **chosen,
    )  # fmt: skip
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)


def prepare(job: Job) -> tuple[Callable[[], Any], Callable[[Any], list[int]]]:
    """Save products, offers and the basket."""
    _set_up()
    from oscar.apps.basket.models import Basket
    from oscar.apps.catalogue.models import Category, Product, ProductCategory, ProductClass
    from oscar.apps.offer.applicator import Applicator
    from oscar.apps.partner.models import Partner, StockRecord
    from oscar.apps.partner.strategy import Default

    kind = ProductClass.objects.create(name="Goods", track_stock=False, requires_shipping=False)
    partner = Partner.objects.create(name="Shop", code="shop")
    shelves = {
        name: Category.add_root(name=name, slug=f"c{number}")
        for number, name in enumerate(sorted(_categories(job)))
    }
    basket = Basket.objects.create()
    basket.strategy = Default()
    for line in job["lines"]:
        product = Product.objects.create(
            product_class=kind, title=line["sku"], upc=line["sku"], slug=line["sku"]
        )
        ProductCategory.objects.create(product=product, category=shelves[line["category"]])
        StockRecord.objects.create(
            product=product, partner=partner, partner_sku=line["sku"], price_currency="PLN",
            price=Decimal(line["price"]) / 100,
        )  # fmt: skip
        basket.add_product(product, line["quantity"])
    offers = _offers(job, shelves)
    applicator = Applicator()

    def work() -> Any:
        basket.reset_offer_applications()
        applicator.apply_offers(basket, offers)
        return basket

    return work, _saved


def _offers(job: Job, shelves: dict[str, Any]) -> list[Any]:
    from oscar.apps.offer.models import Benefit, Condition, ConditionalOffer, Range

    everything = Range.objects.create(name="everything", includes_all_products=True)
    for number, offer in enumerate(job["promotions"]):
        goods = everything
        if "category" in offer:
            goods = Range.objects.create(name=f"range {number}")
            goods.included_categories.add(shelves[offer["category"]])
        kind = "Percentage" if "percent" in offer else "Fixed unit"
        value = Decimal(offer["percent"]) if "percent" in offer else Decimal(offer["off"]) / 100
        condition = Condition.objects.create(range=goods, type="Count", value=1)
        benefit = Benefit.objects.create(range=goods, type=_benefit(kind), value=value)
        ConditionalOffer.objects.create(
            name=offer["id"], slug=offer["id"], condition=condition, benefit=benefit,
            max_basket_applications=1, exclusive=False, priority=0,
        )  # fmt: skip
    found = ConditionalOffer.active.select_related("condition", "benefit").order_by("id")
    return list(found)


def _benefit(kind: str) -> str:
    from oscar.apps.offer.models import Benefit

    return {"Percentage": Benefit.PERCENTAGE, "Fixed unit": Benefit.FIXED_UNIT}[kind]


def _categories(job: Job) -> set[str]:
    found = {line["category"] for line in job["lines"]}
    return found | {offer["category"] for offer in job["promotions"] if "category" in offer}


def _saved(basket: Any) -> list[int]:
    lines = sorted(basket.all_lines(), key=lambda line: line.product.upc)
    return [int(line.discount_value * 100) for line in lines]


if __name__ == "__main__":
    serve(prepare)
