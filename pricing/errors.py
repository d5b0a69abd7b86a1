"""What the domain refuses, with the place in the cart that is wrong."""


class PricingError(Exception):
    """A cart that cannot be priced.

    Attributes:
        code: A stable slug such as ``unknown-sku``; the API turns it into a problem type.
        pointer: JSON pointer (RFC 6901) to the offending field of the cart, such as
            ``/lines/3/sku``.
        message: One plain sentence, lower-case, without a final stop.
        hint: What to do about it, or an empty string.
    """

    def __init__(self, code: str, pointer: str, message: str, hint: str = "") -> None:
        super().__init__(f"{pointer}: {message}")
        self.code = code
        self.pointer = pointer
        self.message = message
        self.hint = hint


class CartError(PricingError):
    """One field of the cart is wrong."""


class CartErrors(PricingError):  # noqa: N818 - it holds several
    """Several fields of the cart are wrong; all are told at once.

    Attributes:
        errors: Every single mistake, in document order, at least one.
    """

    def __init__(self, errors: tuple[CartError, ...]) -> None:
        first = errors[0]
        super().__init__(first.code, first.pointer, first.message, first.hint)
        self.errors = errors


def pointer_step(name: object) -> str:
    """Return one step of a JSON pointer: ``a/b`` is ``/a~1b`` (RFC 6901)."""
    return "/" + str(name).replace("~", "~0").replace("/", "~1")
