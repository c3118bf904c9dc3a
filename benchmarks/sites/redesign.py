"""Is what is proposed after a redesign right? On every fixture page, redesigned by machine.

    python -m benchmarks.sites.redesign               # how many layouts are mended, by field
    python -m benchmarks.sites.redesign --show        # and what is proposed

What a redesign changes: `tests/support/redesign.py`.
"""

import argparse
from collections import Counter
from time import process_time

from newscrawler.sites.repair.propose import propose
from newscrawler.sites.repair.sample import FIELDS
from tests.support.redesign import redesigned


def main() -> None:
    """Print how many of the layouts that have a field give it on all their pages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--show", action="store_true", help="print what is proposed")
    options = parser.parse_args()
    having, mended = Counter[str](), Counter[str]()
    count = pages = 0
    begun = process_time()
    for site, layout, found in redesigned():
        samples = [sample for _, sample in found]
        proposal = propose(samples)
        count, pages = count + 1, pages + len(samples)
        if options.show:
            print(f"{site}, {layout}:\n{proposal.table() if proposal else 'nothing'}")
        for name in FIELDS:
            known = sum(sample.known.has(name) for sample in samples)
            having[name] += bool(known)
            right = proposal is not None and proposal.right.get(name) == (known, known)
            mended[name] += bool(known) and right
    print(f"{count} layouts, {pages} pages, {process_time() - begun:.0f} s")
    for name in FIELDS:
        print(f"{name:10} {mended[name]:3} of {having[name]}")


if __name__ == "__main__":
    main()
