"""A wrong store is told with its row and column."""


def test_a_store_twice_is_told(folder) -> None:
    found = folder.write(stores=folder.STORES + "WAW-01,,,\n").only_fault()
    assert found == ("stores.csv", 4, "store", "store `WAW-01` is already in row 2")


def test_an_unknown_zone_is_told_with_the_one_that_was_meant(folder) -> None:
    text = folder.write(prices="sku,price,zone\nKAWA,1.00,centum\n", stores=folder.STORES).text()
    assert "no store is in zone `centum`" in text
    assert "did you mean `centrum`?" in text
