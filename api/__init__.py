"""HTTP: decode, call, encode. Thin on purpose.

Start reading at ``api.app``; ``/v1/quotes`` is answered in ``api.hot_path``. This package knows no
rule of pricing and no word of the language: it asks ``pricing``, ``rules`` and ``catalogue``.
Nothing is imported here, so that ``api.settings`` stays cheap for the command line.
"""

__all__: list[str] = []
