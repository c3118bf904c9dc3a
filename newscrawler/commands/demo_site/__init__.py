"""The invented news site of `newscrawler demo`, on loopback."""
