"""Settings: values only; each is also a `-s NAME=VALUE`.

An environment variable of the same name as one of ours goes before what stands here.
"""

from newscrawler import config

BOT_NAME = "newscrawler"
SPIDER_MODULES = ["newscrawler.crawl.spiders"]
NEWSPIDER_MODULE = "newscrawler.crawl.spiders"
SPIDER_LOADER_CLASS = "newscrawler.crawl.spiders.loader.ProfileSpiderLoader"
COMMANDS_MODULE = "newscrawler.crawl.scrapy_commands"

# Ours -----------------------------------------------------------------------------------------
# Their names, defaults and meanings are a table in newscrawler/config.py.
globals().update({setting.name: setting.default for setting in config.SETTINGS})

# With NEWSCRAWLER_REPLAY, it puts an archive in the network's place.
ADDONS = {"newscrawler.crawl.fetch.offline.Offline": 500}

# The flow -------------------------------------------------------------------------------------
# discover and fetch are the spider's; capture is the download handler's; then:
DOWNLOAD_HANDLERS = {
    "http": "newscrawler.crawl.fetch.recording.RecordingHandler",
    "https": "newscrawler.crawl.fetch.recording.RecordingHandler",
    # Only http and https reach the network, so nothing a page says can name a file.
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawler.crawl.fetch.robots.Robots": 100,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newscrawler.crawl.fetch.redirects.Redirects": 600,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "newscrawler.crawl.fetch.politeness.Politeness": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "newscrawler.crawl.fetch.content_encoding.Decoding": 590,
}
ITEM_PIPELINES = {
    "newscrawler.crawl.pipelines.ExtractPipeline": 100,
    "newscrawler.crawl.pipelines.DedupePipeline": 200,
    "newscrawler.crawl.pipelines.StorePipeline": 300,
}
EXTENSIONS = {
    "newscrawler.crawl.run.live.LiveRun": 1,
    "newscrawler.crawl.run.stopping.Stopping": 2,
    "newscrawler.crawl.progress.Progress": 500,
    # A telnet console and a remote control run code from the network.
    "scrapy.extensions.telnet.TelnetConsole": None,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# Its requests can be given up when a crawl has to end.
DOWNLOADER = "newscrawler.crawl.fetch.cancelling.CancellingDownloader"
TWISTED_DNS_RESOLVER = "newscrawler.crawl.fetch.public_addresses.PublicResolver"

# What waits to be fetched is drawn from the ledger, the newest first.
SCHEDULER = "newscrawler.crawl.scheduler.LedgerScheduler"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# Politeness -----------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 2
# Scrapy starts so many tasks for each response, and its default is 100. A page is one item.
CONCURRENT_ITEMS = 4
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
COOKIES_ENABLED = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ar,en;q=0.7,*;q=0.5",
}

# Limits ---------------------------------------------------------------------------------------
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
# PostgreSQL's indexes take no longer texts.
URLLENGTH_LIMIT = 2083
DOWNLOAD_WARNSIZE = 0
# A cut body is archived, and marked as cut, rather than fetched again for ever.
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOAD_VERIFY_CERTIFICATES = False
REDIRECT_MAX_TIMES = 10
RETRY_TIMES = 2
# A gateway says that the host behind it does not answer. 429 and 503 have rules of their own;
# what else fails, another crawl tries again.
RETRY_HTTP_CODES = [408, 502, 504, 521, 522, 523, 524]
# A front page that says «reload in 5 minutes» is not a redirect.
METAREFRESH_ENABLED = False

# Logging --------------------------------------------------------------------------------------
LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawler.crawl.logs.QuietDrops"
STATS_DUMP = False
