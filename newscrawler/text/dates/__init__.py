"""Dates as people and machines write them: printed, relative, in three calendars."""
