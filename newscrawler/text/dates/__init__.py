"""Dates as people and machines write them: printed, relative, in three calendars."""

from newscrawler.text.dates.read import Stamp, Unread, parse_date, read_date

__all__ = ["Stamp", "Unread", "parse_date", "read_date"]
