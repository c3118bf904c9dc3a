"""Exact copies: texts that are equal once spelling variants are folded away."""

from hashlib import sha256

from newscrawler.text.arabic import fold


def text_digest(title: str | None, body: str | None) -> str:
    """Return the hex SHA-256 of the folded title and body.

    Folding takes out tashkeel, tatweel, alef forms, punctuation, case and white space, so a
    copy that went through another editor is still a copy, and a revision that changed only
    those is none.
    """
    return sha256(f"{fold(title or '')}\n{fold(body or '')}".encode()).hexdigest()
