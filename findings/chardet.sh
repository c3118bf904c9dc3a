#!/bin/sh
# chardet 7.7.0: what its answers do to a text that is decoded by them.
#
# 1. `prefer_superset=True` is "recommended when the result will be used to decode", but names
#    windows-1251 for ISO-8859-5 (windows-1256 for -6, windows-1250 for -2), which are no supersets:
#    without it the same bytes are named right, with it they decode to other letters, and no error.
# 2. One byte that an encoding lacks rules it out, however much text speaks for it: 300 characters
#    of Chinese in GB 18030 with one stray byte are named KOI8-U, Greek MacGreek, Korean CP1006.
#    Pages that were torn or glued together have such bytes, and decode well with errors="replace".
#
# Exits with 1 where either changes. Needs python3 (3.10 or newer) and a package index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install "chardet==7.7.0"
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import chardet

print("chardet", chardet.__version__)
text = "Правительство рассмотрит бюджет страны на следующей неделе, сообщил министр. " * 4
content = text.encode("iso8859-5")
plain = chardet.detect(content)["encoding"]
superset = chardet.detect(content, prefer_superset=True)["encoding"]
print("ISO-8859-5 is named", plain, "and with prefer_superset", superset)
print("  which reads:", content.decode(superset, "replace")[:40])
first = content.decode(plain) == text and content.decode(superset, "replace") != text

texts = {
    "gb18030": "政府将在下周讨论国家预算，他们说这是一个很好的时候，我们不会让人民等着。",
    "cp1253": "Η κυβέρνηση θα συζητήσει τον προϋπολογισμό της χώρας την εβδομάδα. ",
    "cp949": "정부는 다음 주에 국가 예산을 논의할 것이라고 총리가 기자들에게 말했습니다. ",
}
second = True
for codec, text in texts.items():
    content = (text * 8).encode(codec)
    hurt = content[:101] + b"\xff" + content[101:]
    whole, torn = (chardet.detect(c)["encoding"] for c in (content, hurt))
    print(codec, "is named", whole, "and with one stray byte", torn)
    second &= content.decode(whole) == text * 8 and text not in hurt.decode(torn, "replace")
sys.exit(0 if first and second else 1)
PYTHON
