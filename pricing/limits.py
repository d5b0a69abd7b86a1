"""Every numeric limit of the domain: a name, a number with its unit, and the reason."""

from typing import Final

# The longest real basket known to us has 1 114 lines (a wholesaler's); a fiscal receipt ends at
# 500.
CART_LINES_MAX: Final = 2_000
# A till that sends more codes than this is guessing.
CART_CODES_MAX: Final = 50
# Units are priced one by one, so their number bounds time and memory.
LINE_QUANTITY_MAX: Final = 9_999
# The largest cart prices in well under a second.
CART_UNITS_MAX: Final = 50_000
# Kilograms, litres or metres with three decimals: ten tonnes on one label is a slip of the finger.
LINE_MEASURE_MILLI_MAX: Final = 9_999_999
# The largest price a Polish fiscal printer accepts is 4 999 999 999.99; a tenth of it is plenty.
AMOUNT_MAJOR_MAX: Final = 499_999_999
# More ways to pay one bill than any till offers.
PAYMENTS_MAX: Final = 20
# More labels than fit on one pack.
MARKS_MAX: Final = 20
# Longer than any identifier of a line or an article; it bounds messages that quote one. It holds
# for every text of a cart: codes, marks, segments, stores and the cart's own number too.
TEXT_CHARS_MAX: Final = 200
# More segments, consents or channels of earlier orders than any customer's record has.
CUSTOMER_FACTS_MAX: Final = 200
# Far beyond any balance, and safely inside the integers of every JSON reader.
POINTS_MAX: Final = 1_000_000_000
# A day before and after the moment must exist in every time zone; the calendar begins in year 1.
INSTANT_YEAR_MIN: Final = 2
# The same at the other end.
INSTANT_YEAR_MAX: Final = 9_998
# Work, not milliseconds: the same basket gives the same bytes on every machine. A look is one unit
# valued for one promotion; so many take a few seconds at worst, for the whole quote.
SEARCH_LOOKS_MAX: Final = 1_500_000
# The same for one article on which only line discounts compete, where a few grosze are at stake.
LINE_LOOKS_MAX: Final = 20_000
# Search nodes among combinations that save the same, to find the one of the earlier identifiers.
TIE_NODES_MAX: Final = 100
# Different groups of one promotion that are tried where falling prices do not cut the best ones,
# and search nodes among them.
GROUP_COLUMNS_MAX: Final = 2_000
GROUP_NODES_MAX: Final = 1_000
# Beyond so many pieces even the bound on other groupings takes too long; it is then what they cost.
GROUP_UNITS_MAX: Final = 1_000
# Choices among discounts on totals that cover different goods.
RIVAL_NODES_MAX: Final = 20_000
# Units a limited line discount could lower, times units it may: beyond, rounding is not looked at.
LIMITED_PAIRS_MAX: Final = 10_000
# Combinations of what a few competing promotions may do with the units they share, kept while the
# others are joined to them.
JOINED_OPTIONS_MAX: Final = 5_000
# Ways to split the units of a component among its promotions up to which all are compared.
SPLITS_MAX: Final = 150
# Combinations of winners of exclusive groups that are priced one against another.
EXCLUSIVE_COMBINATIONS_MAX: Final = 256
# Promotions for which an explanation looks what goods would unlock them; and as many again for
# which it tries a coupon, the loyalty card or a means of payment.
NEAR_MISSES_MAX: Final = 8
# Carts priced to find one addition: the first guess, and a little more where that was not enough.
NEAR_MISS_TRIES_MAX: Final = 4
# More pieces of one article than a customer adds for the sake of a promotion; beyond it other goods
# are proposed first, even where they cost more.
NEAR_MISS_PIECES_MAX: Final = 9
# Articles that sets name and that are not in the cart, whose price an explanation asks.
NAMED_ARTICLES_MAX: Final = 500
# Times an explanation prices the same cart under changed rules, to say by how much a promotion was
# beaten or what a limit cost. Together they may search as much as the quote itself.
REPRICINGS_MAX: Final = 64
# Category paths whose names are remembered from cart to cart; a large shop has a few thousand.
CATEGORY_PATHS_KEPT: Final = 8_192
# Days whose law is remembered from cart to cart; a replay of old carts passes by.
DAYS_OF_LAW_KEPT: Final = 64
# Amounts whose text is remembered from cart to cart: most prices of a shop, some 3 MB.
AMOUNTS_KEPT: Final = 16_384
