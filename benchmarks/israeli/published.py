"""What a chain publishes for one day, as it stands in the files: records without judgement.

Amounts are agorot, quantities thousandths (of a piece or of a kilogram), percents as printed: each
chain has its own scale, see ``dialect``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Line:
    """One product of one promotion.

    Attributes:
        barcode: The product.
        reward: Reward code of the official list, 0 to 11.
        quantity_milli: The least quantity; of pieces, or of kilograms where it is weighed.
        price_minor: What that quantity costs, ``None`` where the file leaves it out.
        rate: The percent as printed, in hundredths of its unit; ``None`` where left out.
    """

    barcode: str
    reward: int
    quantity_milli: int
    price_minor: int | None
    rate: int | None


@dataclass(frozen=True, slots=True)
class Published:
    """One published promotion, with its products on that day.

    Attributes:
        number: The chain's own number.
        words: The description, in Hebrew.
        first_day: ISO day it was first seen.
        last_day: ISO day it ends.
        club: For members of the chain's club only.
        coupon: Only with a coupon.
        lines: Its products.
        alias: What stands for its number where that is no name, or another promotion has it too.
        shop: The one shop it is for, where several published that day.
    """

    number: str
    words: str
    first_day: str
    last_day: str
    club: bool
    coupon: bool
    lines: tuple[Line, ...]
    alias: str = ""
    shop: str = ""

    @property
    def name(self) -> str:
        """What it is called in the rules."""
        return self.alias or self.number


@dataclass(frozen=True, slots=True)
class Article:
    """One product of the chain.

    Attributes:
        barcode: Its key.
        name: As in the price file.
        weighed: Sold by the kilogram.
        price_minor: List price on that day, ``None`` where the price file has none.
        discountable: What the price file says of discounts.
    """

    barcode: str
    name: str
    weighed: bool
    price_minor: int | None
    discountable: bool = True


@dataclass(frozen=True)
class ChainDay:
    """Everything one chain published for one day.

    Attributes:
        chain: Its name.
        day: ISO day.
        shops: Identifiers of the shops whose promotions these are.
        price_shops: Identifiers of the shops whose price list this is; sometimes others.
        promotions: By number, ascending.
        articles: By barcode.
    """

    chain: str
    day: str
    shops: tuple[str, ...]
    price_shops: tuple[str, ...]
    promotions: tuple[Published, ...]
    articles: Mapping[str, Article]

    @cached_property
    def same_shop(self) -> bool:
        """Tell whether prices and promotions are of the same shop."""
        return self.shops == self.price_shops

    def list_price(self, barcode: str) -> int | None:
        """Return the list price of a product in agorot, or ``None`` where there is none."""
        article = self.articles.get(barcode)
        return None if article is None else article.price_minor
