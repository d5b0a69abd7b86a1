"""Every sentence of an explanation in every language, in one table."""

from typing import Final

from pricing.reader_numbers import LANGUAGES, Language

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    # what became of a promotion
    "saved": ("took off {amount} in stage {stage}", "zdjęła {amount} na etapie „{stage}”"),
    "later": (
        "counts for later, takes nothing off now",
        "liczy się na później, teraz nic nie zdejmuje",
    ),
    "refused": ("because {reason}", "powód: {reason}"),
    "beaten": ("beaten by {names}", "wygrała z nią {names}"),
    "beaten-by-several": ("beaten by {names}", "wygrały z nią {names}"),
    "better-without": (
        "the customer is better off without it",
        "bez niej klient płaci mniej",
    ),
    "no-coupon": ("its coupon is not in the cart", "w koszyku nie ma jej kuponu"),
    # conditions
    "met": ("met", "spełniony"),
    "unmet": ("not met", "niespełniony"),
    "actual": ("it is {actual}", "jest {actual}"),
    "needed": ("needed {needed}", "wymagane {needed}"),
    "missing": ("missing {missing}", "brakuje {missing}"),
    # instead of what won
    "instead": ("with it instead it takes off {saves}", "gdyby wygrała, zdjęłaby {saves}"),
    "without": ("without {names} it takes off {saves}", "bez {names} zdjęłaby {saves}"),
    "stage-less": ("its stage saves {amount} less", "jej etap oszczędziłby o {amount} mniej"),
    "stage-same": (
        "its stage saves as much, it is a tie",
        "jej etap oszczędziłby tyle samo, jest remis",
    ),
    "stage-more": (
        "its stage saves {amount} more, but what won comes first",
        "jej etap oszczędziłby o {amount} więcej, ale pierwszeństwo ma wygrana",
    ),
    "due-more": ("the cart costs {amount} more", "koszyk kosztowałby o {amount} więcej"),
    "due-same": ("the cart costs the same", "koszyk kosztowałby tyle samo"),
    "due-less": ("the cart costs {amount} less", "koszyk kosztowałby o {amount} mniej"),
    # limits
    "cap": (
        "capped: {limit}; it takes off {saves}, without that {without}",
        "ograniczona: {limit}; zdejmuje {saves}, bez tego {without}",
    ),
    "cap-together": (
        "capped: {limit}; it takes off {saves}, without all these limits {without}",
        "ograniczona: {limit}; zdejmuje {saves}, bez wszystkich tych limitów {without}",
    ),
    "cap-times": ("{most} at most", "najwyżej {most}"),
    "cap-units": ("{most} at most", "najwyżej {most}"),
    "cap-measure": ("{most} kg, l or m at most", "najwyżej {most} kg, l lub m"),
    "cap-customer-units": ("{most} per customer at most", "najwyżej {most} na klienta"),
    "cap-baskets": ("{most} over all baskets", "{most} we wszystkich koszykach"),
    "cap-budget": ("a budget of {most}", "budżet {most}"),
    "cap-up-to": ("{most} off at most", "najwyżej {most} zniżki"),
    "cap-points-share": (
        "points pay at most {most} % of the goods",
        "punkty płacą najwyżej {most} % towarów",
    ),
    "cap-points-balance": ("{most} points on the account", "punktów na koncie: {most}"),
    "cap-floor": ("a unit costs {most} at least", "sztuka kosztuje co najmniej {most}"),
    "cap-floor-own": (
        "a unit costs its minimum price at least",
        "sztuka kosztuje co najmniej swoją cenę minimalną",
    ),
    "used": ("{used} used before", "wcześniej wykorzystano {used}"),
    # cliffs
    "cliff": (
        "earlier discounts of {lowered} ({names}) kept it from its threshold; without them it "
        "takes off {saves} and {due}",
        "wcześniejsze rabaty {lowered} ({names}) zepchnęły ją poniżej progu; bez nich zdjęłaby "
        "{saves}, a {due}",
    ),
    # shares
    "part-own": (
        "{name}: {amount} from its own {base}",
        "{name}: {amount} od własnych {base}",
    ),
    "part": (
        "{name}: {base} of {whole}, exactly {exact}, rounded {amount}",
        "{name}: {base} z {whole}, dokładnie {exact}, po zaokrągleniu {amount}",
    ),
    # near misses
    "near-goods": ("{missing} away from “{title}”", "do „{title}” brakuje {missing}"),
    "near-set": ("{missing} of {set}", "{missing} towarów „{set}”"),
    "near-set-amount": ("{missing} of {set}", "{missing} w towarach „{set}”"),
    "near-coupon": ("“{title}” needs the coupon “{with_}”", "„{title}” wymaga kuponu „{with_}”"),
    "near-card": ("“{title}” needs the loyalty card", "„{title}” wymaga karty klienta"),
    "near-payment": (
        "“{title}” needs payment by {with_}",
        "„{title}” wymaga płatności: {with_}",
    ),
    "near-delivery": ("“{title}” needs the delivery: {with_}", "„{title}” wymaga dostawy: {with_}"),
    "near-add": ("add {what} for {costs}", "dodaj {what} za {costs}"),
    "near-saves": ("save {saves} more, pay {due}", "rabat większy o {saves}, do zapłaty {due}"),
    "near-costs": ("save {saves} less, pay {due}", "rabat mniejszy o {saves}, do zapłaty {due}"),
    # goods that nothing may touch
    "law": (
        "the law keeps promotions away from {sku}",
        "prawo nie pozwala na promocję {sku}",
    ),
    "not-discountable": (
        "the catalogue keeps promotions away from {sku}",
        "katalog wyłącza {sku} z promocji",
    ),
    "fee": ("{sku} is a fee", "{sku} to opłata"),
    "free": ("{sku} costs nothing", "{sku} nic nie kosztuje"),
}


def told(key: str, language: Language, **values: object) -> str:
    """Say a sentence in a language, with its values filled in.

    Raises:
        KeyError: There is no such sentence.
    """
    return _TEXTS[key][LANGUAGES.index(language)].format(**values)
