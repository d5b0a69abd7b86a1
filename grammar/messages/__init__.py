"""What the reader and the parser may say: PR001 to PR099 reading, PR101 to PR199 syntax.

The docstring of each class is its page in the reference. ``REGISTRY`` knows a code only after its
module was imported; importing this package imports them all.
"""

from grammar.messages import blocks, literals, quantities, reading, sentences, spelling

__all__ = ["blocks", "literals", "quantities", "reading", "sentences", "spelling"]
