"""The digest of a text, by which exact duplicates are found despite spelling variants."""

from hashlib import sha256

from newscrawler.text.arabic import fold


def text_digest(title: str | None, body: str | None) -> str:
    """Return the hex SHA-256 of the folded title and body.

    Folding takes out tashkeel, tatweel, alef forms, punctuation, case and white space, so a
    copy that went through another editor is still a copy, and a revision that changed only
    those is none.
    """
    return sha256(f"{fold(title or '')}\n{fold(body or '')}".encode()).hexdigest()
