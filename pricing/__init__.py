"""The domain: a cart goes in, a quote comes out, exactly and explained.

Pure: no language, no HTTP, no storage, no clock, no randomness, no float.
Start reading at ``pricing.engine``.
"""

__all__: list[str] = []
