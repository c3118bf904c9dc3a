"""Reads captures from files, folders, pipes, ZIP and WACZ, and checks them."""
