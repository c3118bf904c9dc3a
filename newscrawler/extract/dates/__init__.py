"""The date of publication: candidates on a page, and the choice among them."""
