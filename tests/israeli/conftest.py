"""The published promotions, or a skipped test."""

import pytest


@pytest.fixture(scope="session")
def published(shared_data):
    pytest.importorskip("pyarrow", reason="the published promotions are Parquet files")
    return shared_data("israeli_promos")
