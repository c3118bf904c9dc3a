"""Languages of texts and of pages: invented sentences, and real pages where they are present."""

import json
import time
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.text.language import choose, identify, tag_of

SENTENCES = {
    "ar": [
        "أعلنت وزارة التربية مواعيد الامتحانات النهائية لجميع المراحل",
        "ارتفاع أسعار الخبز في العاصمة بعد قرار الحكومة",
    ],
    "fa": [
        "وزارت آموزش و پرورش زمان برگزاری امتحانات را اعلام کرد",
        "افزایش قیمت نان در پایتخت پس از تصمیم دولت",
    ],
    "ur": [
        "وزارت تعلیم نے امتحانات کی تاریخوں کا اعلان کر دیا ہے",
        "حکومت کے فیصلے کے بعد دارالحکومت میں روٹی کی قیمت بڑھ گئی",
    ],
    "ps": [
        "د پوهنې وزارت د ازموینو نېټې اعلان کړې",
        "د حکومت له پرېکړې وروسته په پلازمېنه کې د ډوډۍ بیه لوړه شوه",
    ],
    "ku": [
        "وەزارەتی پەروەردە کاتی تاقیکردنەوەکانی ڕاگەیاند",
        "Wezareta Perwerdehiyê dîroka ezmûnan ji bo hemû dibistanan ragihand",
        "نرخی نان لە پایتەخت بەرز بووەوە دوای بڕیاری حکومەت",
    ],
    "sd": [
        "تعليم کاتي امتحانن جي تاريخن جو اعلان ڪيو آهي",
        "حڪومت جي فيصلي کان پوءِ شهر ۾ مانيءَ جي قيمت وڌي وئي",
    ],
    "ug": [
        "مائارىپ مىنىستىرلىقى ئىمتىھان ۋاقتىنى ئېلان قىلدى",
        "پايتەختتە نان باھاسى ئۆرلىدى",
    ],
    "he": [
        "משרד החינוך פרסם את מועדי הבחינות לכל הכיתות",
        "מחיר הלחם עלה בבירה לאחר החלטת הממשלה",
    ],
    "yi": ["די רעגירונג האָט געמאָלדן אַז די שול וועט זיך עפֿענען"],
    "tr": [
        "Millî Eğitim Bakanlığı sınav tarihlerini bütün okullar için açıkladı",
        "Hükümetin kararından sonra başkentte ekmek fiyatları arttı",
    ],
    "az": [
        "Təhsil Nazirliyi bütün məktəblər üçün imtahan tarixlərini açıqladı",
        "Hökumətin qərarından sonra paytaxtda çörəyin qiyməti artdı",
    ],
    "id": [
        "Kementerian Pendidikan mengumumkan jadwal ujian untuk semua sekolah",
        "Harga roti di ibu kota naik setelah keputusan pemerintah karena biaya tepung",
    ],
    "ms": [
        "Kementerian Pendidikan mengumumkan tarikh peperiksaan bagi semua sekolah kerana permintaan ibu bapa",
        "Harga roti di ibu negara naik selepas keputusan kerajaan",
    ],
    "sw": [
        "Wizara ya Elimu imetangaza tarehe za mitihani kwa shule zote nchini",
        "Bei ya mkate imepanda katika mji mkuu baada ya uamuzi wa serikali",
    ],
    "am": [
        "ትምህርት ሚኒስቴር የፈተና ቀናትን ለሁሉም ትምህርት ቤቶች አስታወቀ",
        "ከመንግሥት ውሳኔ በኋላ የዳቦ ዋጋ ጨመረ",
    ],
    "en": [
        "The education ministry has announced the dates of the final exams",
        "Bread prices rise in the capital after the government's decision",
    ],
    "de": [
        "Das Bildungsministerium hat die Termine der Abschlussprüfungen bekanntgegeben",
        "Brot wird in der Hauptstadt nach der Entscheidung der Regierung teurer",
    ],
    "fr": [
        "Le ministère de l'Éducation a annoncé les dates des examens pour toutes les écoles",
        "Le prix du pain augmente dans la capitale après la décision du gouvernement",
    ],
    "es": [
        "El Ministerio de Educación anunció las fechas de los exámenes para todas las escuelas",
        "El precio del pan sube en la capital tras la decisión del gobierno",
    ],
    "pt": [
        "O Ministério da Educação anunciou as datas dos exames para todas as escolas",
        "O preço do pão sobe na capital após a decisão do governo",
    ],
    "it": [
        "Il ministero dell'Istruzione ha annunciato le date degli esami per tutte le scuole",
        "Il prezzo del pane aumenta nella capitale dopo la decisione del governo",
    ],
    "nl": [
        "Het ministerie van Onderwijs heeft de data van de examens voor alle scholen bekendgemaakt",
        "Brood wordt duurder in de hoofdstad na het besluit van de regering",
    ],
    "sv": [
        "Utbildningsdepartementet har meddelat datum för proven i alla skolor",
        "Brödpriset stiger i huvudstaden efter regeringens beslut",
    ],
    "da": [
        "Undervisningsministeriet har offentliggjort datoerne for eksamenerne på alle skoler",
        "Brødprisen stiger i hovedstaden efter regeringens beslutning",
    ],
    "no": [
        "Kunnskapsdepartementet har kunngjort datoene for eksamenene ved alle skoler",
        "Brødprisen øker i hovedstaden etter regjeringens beslutning",
    ],
    "fi": [
        "Opetusministeriö on ilmoittanut kokeiden päivämäärät kaikille kouluille",
        "Leivän hinta nousee pääkaupungissa hallituksen päätöksen jälkeen",
    ],
    "is": [
        "Menntamálaráðuneytið hefur tilkynnt prófdaga fyrir alla skóla landsins",
        "Verð á brauði hækkar í höfuðborginni eftir ákvörðun ríkisstjórnarinnar",
    ],
    "pl": [
        "Ministerstwo Edukacji ogłosiło terminy egzaminów dla wszystkich szkół",
        "Ceny chleba rosną w stolicy po decyzji rządu",
    ],
    "cs": [
        "Ministerstvo školství oznámilo termíny zkoušek pro všechny školy",
        "Ceny chleba v hlavním městě po rozhodnutí vlády rostou",
    ],
    "sk": [
        "Ministerstvo školstva oznámilo termíny skúšok pre všetky školy",
        "Ceny chleba v hlavnom meste po rozhodnutí vlády stúpajú",
    ],
    "hu": [
        "Az oktatási minisztérium bejelentette a vizsgák időpontját minden iskola számára",
        "A kormány döntése után drágul a kenyér a fővárosban",
    ],
    "ro": [
        "Ministerul Educației a anunțat datele examenelor pentru toate școlile",
        "Prețul pâinii crește în capitală după decizia guvernului",
    ],
    "hr": [
        "Ministarstvo obrazovanja objavilo je datume ispita za sve škole",
        "Cijena kruha raste u glavnom gradu nakon odluke vlade",
    ],
    "sl": [
        "Ministrstvo za izobraževanje je objavilo datume izpitov za vse šole",
        "Cena kruha v prestolnici po odločitvi vlade narašča",
    ],
    "lt": [
        "Švietimo ministerija paskelbė egzaminų datas visoms mokykloms",
        "Duonos kaina sostinėje kyla po vyriausybės sprendimo",
    ],
    "lv": [
        "Izglītības ministrija paziņoja eksāmenu datumus visām skolām",
        "Maizes cena galvaspilsētā pieaug pēc valdības lēmuma",
    ],
    "et": [
        "Haridusministeerium teatas eksamite kuupäevad kõigile koolidele",
        "Leiva hind tõuseb pealinnas pärast valitsuse otsust",
    ],
    "sq": [
        "Ministria e Arsimit njoftoi datat e provimeve për të gjitha shkollat",
        "Çmimi i bukës rritet në kryeqytet pas vendimit të qeverisë",
    ],
    "ca": [
        "El Ministeri d'Educació ha anunciat les dates dels exàmens per a totes les escoles",
        "El preu del pa puja a la capital després de la decisió del govern",
    ],
    "vi": [
        "Bộ Giáo dục đã công bố lịch thi cho tất cả các trường",
        "Giá bánh mì tăng ở thủ đô sau quyết định của chính phủ",
    ],
    "so": [
        "Wasaaradda Waxbarashada ayaa ku dhawaaqday taariikhda imtixaannada dugsiyada oo dhan",
        "Qiimaha rootiga ayaa kor u kacay caasimadda ka dib go'aanka dowladda",
    ],
    "ha": [
        "Ma'aikatar Ilimi ta sanar da ranar jarabawa ga dukkan makarantun ƙasar",
        "Farashin burodi ya tashi a babban birnin bayan matakin gwamnati",
    ],
    "el": [
        "Το υπουργείο Παιδείας ανακοίνωσε τις ημερομηνίες των εξετάσεων",
        "Αυξάνεται η τιμή του ψωμιού στην πρωτεύουσα",
    ],
    "ru": [
        "Министерство образования объявило даты экзаменов для всех школ",
        "После решения правительства в столице подорожал хлеб",
    ],
    "uk": [
        "Міністерство освіти оголосило дати іспитів для всіх шкіл",
        "Після рішення уряду в столиці подорожчав хліб",
    ],
    "be": [
        "Міністэрства адукацыі абвясціла даты экзаменаў для ўсіх школ",
        "Пасля рашэння ўрада ў сталіцы падаражэў хлеб",
    ],
    "bg": [
        "Министерството на образованието обяви датите на изпитите за всички училища",
        "След решението на правителството хлябът в столицата поскъпна",
    ],
    "mk": [
        "Министерството за образование ги објави датумите на испитите за сите училишта",
        "По одлуката на Владата лебот во главниот град поскапе",
    ],
    "sr": [
        "Министарство просвете објавило је датуме испита за све школе",
        "После одлуке владе хлеб је у главном граду поскупео",
    ],
    "kk": [
        "Білім министрлігі барлық мектептерге арналған емтихан күндерін жариялады",
        "Үкімет шешімінен кейін астанада нан қымбаттады",
    ],
    "ka": ["განათლების სამინისტრომ გამოცდების თარიღები გამოაცხადა"],
    "hy": ["Կրթության նախարարությունը հայտարարել է քննությունների օրերը"],
    "hi": [
        "शिक्षा मंत्रालय ने सभी स्कूलों के लिए परीक्षा की तारीखों की घोषणा की है",
        "सरकार के फैसले के बाद राजधानी में रोटी महंगी हो गई",
    ],
    "mr": ["शिक्षण मंत्रालयाने सर्व शाळांसाठी परीक्षेच्या तारखा जाहीर केल्या आहेत"],
    "ne": ["शिक्षा मन्त्रालयले सबै विद्यालयका लागि परीक्षाको मिति घोषणा गरेको छ"],
    "bn": ["শিক্ষা মন্ত্রণালয় সব স্কুলের পরীক্ষার তারিখ ঘোষণা করেছে"],
    "gu": ["શિક્ષણ મંત્રાલયે બધી શાળાઓ માટે પરીક્ષાની તારીખો જાહેર કરી"],
    "pa": ["ਸਿੱਖਿਆ ਮੰਤਰਾਲੇ ਨੇ ਪ੍ਰੀਖਿਆਵਾਂ ਦੀਆਂ ਤਾਰੀਖਾਂ ਦਾ ਐਲਾਨ ਕੀਤਾ"],
    "ta": ["கல்வி அமைச்சகம் தேர்வு தேதிகளை அறிவித்தது"],
    "te": ["విద్యా మంత్రిత్వ శాఖ పరీక్షల తేదీలను ప్రకటించింది"],
    "th": ["กระทรวงศึกษาธิการประกาศวันสอบของทุกโรงเรียน"],
    "ko": ["교육부가 모든 학교의 시험 날짜를 발표했다"],
    "ja": [
        "文部科学省は全ての学校の試験日程を発表した",
        "首都でパンの値段が上がる",
    ],
    "zh": [
        "教育部公布了所有学校的考试日期",
        "政府決定後首都麵包價格上漲",
    ],
    "tl": ["Inihayag ng Kagawaran ng Edukasyon ang mga petsa ng pagsusulit para sa lahat ng paaralan"],
    "af": ["Die departement van onderwys het die datums van die eksamens vir al die skole aangekondig"],
    "uz": ["Taʼlim vazirligi barcha maktablar uchun imtihon sanalarini eʼlon qildi"],
}  # fmt: skip
# Headlines of ten words, where relatives are not told apart for sure.
_UNSURE = {("da", "no"), ("da", None), ("hr", None), ("id", None), ("ms", None)}
ARABIC = " ".join(SENTENCES["ar"])
ENGLISH = " ".join(SENTENCES["en"])
GERMAN = " ".join(SENTENCES["de"])
PERSIAN = " ".join(SENTENCES["fa"] * 2)


@pytest.mark.parametrize("tag", sorted(SENTENCES))
def test_sentences(tag: str) -> None:
    for sentence in SENTENCES[tag]:
        found = identify(sentence)
        assert found == tag or (tag, found) in _UNSURE, sentence
        assert identify(sentence, [tag]) in (tag, None if (tag, found) in _UNSURE else tag)


@pytest.mark.parametrize("tag", sorted(SENTENCES))
def test_longer_texts(tag: str) -> None:
    assert identify(" ".join(SENTENCES[tag] * 3), [tag]) == tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("رئيس جمهور گفت كه اين طرح به مجلس مي رود و براي همه است", "fa"),  # an Arabic keyboard
        ("قالت الشركة إن تطبيق واتساپ سيتوقف عن العمل في هواتف گوگل القديمة", "ar"),
        ("ڤيديو: رئيس الوزراء يفتتح المعرض", "ar"),
        ("أعلنت شركة Google أن تطبيق YouTube Music متاح الآن في المنطقة العربية", "ar"),
        ("Kommunalwahl in München: SPD gewinnt, „Правда“ berichtet darüber ausführlich", "de"),
        ("東京で新しい展覧会が始まった", "ja"), ("东京举行新展览", "zh"),
        ("서울 國會에서 새로운 예산안이 통과됐다", "ko"),
    ],
)  # fmt: skip
def test_harder_texts(text: str, tag: str) -> None:
    assert identify(text) == tag


@pytest.mark.parametrize(
    "text", ["", " ", "2024", "12:30 — 5/6/2024", "…", "😀😀😀", "OK", "a", "ABC Привет مرحبا 你好 שלום"]
)  # fmt: skip
def test_what_tells_nothing(text: str) -> None:
    assert identify(text) is None
    assert choose([], text).tag is None
    assert choose([("html:lang", "ar")], text) == ("ar", "html:lang", None)


@pytest.mark.parametrize(
    ("label", "tag"),
    [
        ("ar", "ar"), ("AR-eg", "ar"), ("ar_AR", "ar"), ("Arabic", "ar"), ("العربية", "ar"),
        ("en-US", "en"), ("en, fr", "en"), ("iw", "he"), ("in-ID", "id"), ("nb-NO", "no"),
        ("zh-Hans", "zh"), ("ckb", "ku"), ("jp", "ja"),
        ("", None), ("und", None), ("mul", None), ("lan", None), ("xx", None), ("text", None),
        ("{{ lang }}", None), ("-", None),
    ],
)  # fmt: skip
def test_tags_as_pages_write_them(label: str, tag: str | None) -> None:
    assert tag_of(label) == tag


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        # <html lang> where nothing speaks against it
        ([("html:lang", "ar"), ("meta:og:locale", "ar_AR")], ARABIC, ("ar", "html:lang", None)),
        # the template's lang="en" on an Arabic page
        ([("html:lang", "en")], ARABIC, ("ar", "text", ("html:lang", "en"))),
        # of two that disagree the one that the text agrees with
        (
            [("html:lang", "en"), ("json-ld:inLanguage", "ar-SA")],
            ARABIC,
            ("ar", "json-ld:inLanguage", ("html:lang", "en")),
        ),
        (
            [("html:lang", "ar"), ("meta:og:locale", "en_US")],
            ARABIC,
            ("ar", "html:lang", ("meta:og:locale", "en")),
        ),
        # one script, another language: by letters, or by CLD3 where it is sure
        ([("html:lang", "ar")], PERSIAN, ("fa", "text", ("html:lang", "ar"))),
        ([("html:lang", "en")], GERMAN, ("de", "text", ("html:lang", "en"))),
        ([("html:lang", "de")], ENGLISH, ("en", "text", ("html:lang", "de"))),
        # too short to speak against a page
        ([("html:lang", "en")], "Bundesregierung drosselt Biogas", ("en", "html:lang", None)),
        ([("html:lang", "en")], "أخبار", ("en", "html:lang", None)),
        # relatives are left to the page
        ([("html:lang", "no")], " ".join(SENTENCES["da"]), ("no", "html:lang", None)),
        ([("html:lang", "sr")], " ".join(SENTENCES["hr"]), ("sr", "html:lang", None)),
        ([("html:lang", "sr")], " ".join(SENTENCES["sr"]), ("sr", "html:lang", None)),
        ([("html:lang", "ja")], "東京都知事選挙告示", ("ja", "html:lang", None)),
        ([("html:lang", "zh")], "東京で新しい展覧会が始まったとみられています", ("ja", "text", ("html:lang", "zh"))),
        # the profile wins, and it is noted who disagrees
        ([("profile", "en"), ("html:lang", "ar")], ARABIC, ("en", "profile", ("text", "ar"))),
        ([("profile", "ar"), ("html:lang", "en")], ARABIC, ("ar", "profile", ("html:lang", "en"))),
        # what is no language counts for nothing
        ([("html:lang", "xx"), ("meta:language", "Arabic")], ARABIC, ("ar", "meta:language", None)),
        ([], ARABIC, ("ar", "text", None)),
        ([], "", (None, "text", None)),
    ],
)  # fmt: skip
def test_choose(
    declared: list[tuple[str, str]],
    text: str,
    expected: tuple[str | None, str, tuple[str, str] | None],
) -> None:
    assert choose(declared, text) == expected


@pytest.mark.parametrize("tag", sorted(SENTENCES))
def test_a_right_declaration_is_never_given_up(tag: str) -> None:
    for text in (*SENTENCES[tag], " ".join(SENTENCES[tag] * 4)):
        assert choose([("html:lang", tag)], text).tag == tag


@given(
    st.text(max_size=300),
    st.lists(st.tuples(st.just("html:lang"), st.text(max_size=8)), max_size=2),
)
def test_any_text(text: str, declared: list[tuple[str, str]]) -> None:
    text = text + "\ud800\0"
    assert identify(text) == identify(text)
    tag = choose(declared, text).tag
    assert tag is None or tag_of(tag) == tag


# Real pages ---------------------------------------------------------------------------------

# Rows that the corpus labels otherwise than their text is: South African pages in isiZulu and
# isiXhosa (labelled en), Icelandic (da), Russian (uk), Spanish (ro).
_MISLABELLED = {"zu": "en", "xh": "en", "is": "da", "ru": "uk", "es": "ro"}
# The least share of texts told right, of those whose language was told: (200 letters, a title).
_LEAST = defaultdict(lambda: (1.0, 1.0), {
    "de": (1.0, 0.95), "en": (1.0, 0.94), "fr": (1.0, 0.94), "id": (0.66, 0.75),
    "no": (1.0, 0.6), "es": (1.0, 0.95),
})  # fmt: skip


def test_real_texts(corpus: Path) -> None:
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    silent = {"body": 0, "title": 0}
    spent = []
    for line in (corpus / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold, tag = row["gold"], row["lang"]
        body = " ".join((gold.get("body") or " ".join(gold.get("with_") or [])).split())[:200]
        for kind, text, least in (("body", body, 100), ("title", gold.get("title") or "", 15)):
            if len(text) < least or tag in ("und", "sh"):
                continue
            start = time.thread_time()
            found = identify(text)
            spent.append(time.thread_time() - start)
            if found is None:
                silent[kind] += 1
            elif _MISLABELLED.get(found) != tag:
                right[tag, kind].append(found == tag)
    share = {key: sum(hits) / len(hits) for key, hits in right.items()}
    for (tag, kind), reached in share.items():
        assert reached >= _LEAST[tag][kind == "title"], (tag, kind, reached)
    bodies = [hit for (_, kind), hits in right.items() if kind == "body" for hit in hits]
    titles = [hit for (_, kind), hits in right.items() if kind == "title" for hit in hits]
    assert sum(bodies) / len(bodies) >= 0.998
    assert sum(titles) / len(titles) >= 0.96
    assert silent["body"] <= 5
    assert silent["title"] <= 135
    assert sorted(spent)[len(spent) // 2] < 0.001
