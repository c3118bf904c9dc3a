"""What do crawls and replays lose that are killed at random? Nothing may be lost.

    python -m benchmarks.crawl.kills [KILLS] [SEED]

How they are killed, and what must hold afterwards: `tests/support/kills.py`.
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.support.kills import Site, Trial, kill_crawls, kill_replays


def main() -> None:
    """Kill, check, and say so."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 10**6
    print(f"{kills} crawls and {kills} replays to kill, seed {seed}")
    site = Site()
    with tempfile.TemporaryDirectory() as folder:
        kill_crawls(Trial(Path(folder), site, seed), kills)
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder), site, seed)
        kill_crawls(trial, 4)
        kill_replays(trial, kills)
    site.close()


if __name__ == "__main__":
    main()
