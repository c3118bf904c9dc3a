"""The lists of a crawl: when the next page of one is worth a request."""

from newscrawler.crawl.spiders.lists import MAX_LISTS, Lists


def page(number: int) -> list[str]:
    return [f"https://e.example/{number}/{n}" for n in range(10)]


def test_a_page_that_names_nothing_new_is_the_last() -> None:
    lists = Lists()
    assert lists.is_worth_more("feed", page(1), 10)
    lists.go_on("feed", "feed?2")
    assert lists.is_worth_more("feed?2", page(2), 10)
    lists.go_on("feed?2", "feed?3")
    # The ledger calls them new: this crawl has found them. The pages before this one named them.
    assert not lists.is_worth_more("feed?3", page(1), 10)


def test_another_chain_may_name_the_same() -> None:
    lists = Lists()
    assert lists.is_worth_more("feed", page(1), 10)
    assert lists.is_worth_more("section", page(1), 10)
    lists.end("feed")
    assert lists.is_worth_more("feed", page(1), 10), "what has been read is forgotten"


def test_a_page_with_few_new_articles_is_the_last() -> None:
    lists = Lists()
    assert lists.is_worth_more("a", page(1), 3)
    assert not lists.is_worth_more("b", page(1), 2)
    assert not lists.is_worth_more("c", [], 0)


def test_a_crawl_reads_a_bounded_number() -> None:
    lists = Lists()
    assert lists.are_read
    lists.begin(["a", "b"])
    assert lists.left == MAX_LISTS - 2
    assert not lists.are_read
    lists.end("a")
    lists.end("b")
    assert lists.are_read
    lists.begin(["c"])
    lists.forget()
    assert lists.are_read
