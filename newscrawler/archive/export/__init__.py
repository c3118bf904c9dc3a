"""CDXJ indexes and WACZ packages of an archive, for other replay tools."""
