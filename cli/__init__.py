"""The command line: what a merchandiser, a shop's integrator and an operator type.

Knows every other package and is known by none. Nothing here computes a price: commands load what
``pricing.price`` needs, call it, and write the answer for a person (``receipt``, ``story``) or for
a machine (``--json``). Heavy modules are imported inside commands: ``grosz --help`` is quick.
"""

__all__ = ["main"]


def main() -> None:
    """Run the command line; see ``cli.main.main``."""
    from cli.main import main as run

    run()
