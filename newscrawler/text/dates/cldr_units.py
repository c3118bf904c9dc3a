"""Units of time in CLDR 47's relative past (3 hours ago), generated.

`tests/text/test_relative.py` compares.
"""

CLDR_UNITS: dict[str, str] = {
    "ar": (
        "ثانية ثانيتين ثوان | دقيقة دقيقتين دقائق | ساعة ساعتين ساعات | يوم يومين أيام يوما | "
        "أسبوع أسبوعين أسابيع أسبوعا شهر شهرين أشهر شهرا سنة سنتين سنوات"
    ),
    "az": ("saniyə | dəqiqə | saat | gün | həftə ay il"),
    "be": (
        "секунду секунды секунд | хвіліну хвіліны хвілін | гадзіну гадзіны гадзін | дзень дні "
        "дзён | тыдзень тыдні тыдняў месяц месяцы месяцаў год гады гадоў"
    ),
    "bg": (
        "секунда секунди | минута минути | час часа | ден дни | седмица седмици месец месеца "
        "година години"
    ),
    "ca": (
        "segon segons | minut minuts | hora hores | dia dies | setmana setmanes mes mesos any anys"
    ),
    "cs": (
        "sekundou sekundami | minutou minutami | hodinou hodinami | dnem dny | týdnem týdny "
        "měsícem měsíci rokem lety"
    ),
    "da": ("sekund sekunder | minut minutter | time timer | dag dage | uge uger måned måneder år"),
    "de": (
        "sekunde sekunden | minute minuten | stunde stunden | tag tagen | woche wochen monat "
        "monaten jahr jahren"
    ),
    "el": (
        "δευτερόλεπτο δευτερόλεπτα | λεπτό λεπτά | ώρα ώρεσ | ημέρα ημέρεσ | εβδομάδα εβδομάδεσ "
        "μήνα μήνεσ έτοσ έτη"
    ),
    "en": (
        "second seconds | minute minutes | hour hours | day days | week weeks month months year "
        "years"
    ),
    "es": (
        "segundo segundos | minuto minutos | hora horas | día días | semana semanas mes meses año "
        "años"
    ),
    "et": ("sekundi | minuti | tunni | päeva | nädala kuu aasta"),
    "eu": ("segundo | minutu | ordu | egun | aste hilabete urte"),
    "fa": ("ثانیه | دقیقه | ساعت | روز | هفته ماه سال"),
    "fi": (
        "sekunti sekuntia | minuutti minuuttia | tunti tuntia | päivä päivää | viikko viikkoa "
        "kuukausi kuukautta vuosi vuotta"
    ),
    "fr": (
        "il seconde secondes | il minute minutes | il heure heures | il jour jours | il semaine "
        "semaines mois an ans"
    ),
    "gl": (
        "segundo segundos | minuto minutos | hora horas | día días | semana semanas mes meses ano "
        "anos"
    ),
    "he": (
        "שנייה שניות | דקה דקות | שעה שעתיים שעות | יום יומיים ימים | שבוע שבועיים שבועות חודש "
        "חודשיים חודשים שנה שנתיים שנים"
    ),
    "hr": (
        "sekundu sekunde sekundi | minutu minute minuta | sat sata sati | dan dana | tjedan "
        "tjedna tjedana mjesec mjeseca mjeseci godinu godine godina"
    ),
    "hu": ("másodperccel | perccel | órával | nappal | héttel hónappal évvel"),
    "hy": ("վայրկյան | րոպե | ժամ | օր | շաբաթ ամիս տարի"),
    "id": ("detik | menit | jam | hari | minggu bulan tahun"),
    "it": (
        "secondo secondi | minuto minuti | ora ore | giorno giorni | settimana settimane mese "
        "mesi anno anni"
    ),
    "ka": ("წამის | წუთის | საათის | დღის | კვირის თვის წლის"),
    "kk": ("секунд | минут | сағат | күн | апта ай жыл"),
    "lt": (
        "sekundę sekundes sekundžių | minutę minutes minučių | valandą valandas valandų | dieną "
        "dienas dienų | savaitę savaites savaičių mėnesį mėnesius mėnesių metus metų"
    ),
    "lv": (
        "sekundes sekundēm | minūtes minūtēm | stundas stundām | dienas dienām | nedēļas nedēļām "
        "mēneša mēnešiem gada gadiem"
    ),
    "mk": (
        "секунда секунди | минута минути | час часа | ден дена | седмица седмици месец месеци "
        "година години"
    ),
    "ms": ("saat | minit | jam | hari | minggu bulan tahun"),
    "nb": ("sekund sekunder | minutt minutter | time timer | døgn | uke uker måned måneder år"),
    "nl": ("seconde seconden | minuut minuten | uur | dag dagen | week weken maand maanden jaar"),
    "pl": (
        "sekundę sekundy sekund | minutę minuty minut | godzinę godziny godzin | dzień dni | "
        "tydzień tygodnie tygodni miesiąc miesiące miesięcy rok lata lat"
    ),
    "pt": (
        "segundo segundos | minuto minutos | hora horas | dia dias | semana semanas mês meses ano "
        "anos"
    ),
    "ro": (
        "secundă secunde | minut minute | oră ore | zi zile | săptămână săptămâni lună luni an ani"
    ),
    "ru": (
        "секунду секунды секунд | минуту минуты минут | час часа часов | день дня дней | неделю "
        "недели недель месяц месяца месяцев год года лет"
    ),
    "sk": (
        "sekundou sekundami | minútou minútami | hodinou hodinami | dňom dňami | týždňom týždňami "
        "mesiacom mesiacmi rokom rokmi"
    ),
    "sl": (
        "sekundo sekundama sekundami | minuto minutama minutami | uro urama urami | dnevom "
        "dnevoma dnevi | tednom tednoma tedni mesecem mesecema meseci letom letoma leti"
    ),
    "sq": ("sekondë sekonda | minutë minuta | orë | ditë | javë muaj vit vjet"),
    "sr": (
        "секунде секунди sekunde sekundi | минута minuta | сата сати sata sati | дана dana | "
        "недеље недеља месеца месеци године година nedelje nedelja meseca meseci godine godina"
    ),
    "sv": (
        "sekund sekunder | minut minuter | timme timmar | dag dagar | vecka veckor månad månader år"
    ),
    "tr": ("saniye | dakika | saat | gün | hafta ay yıl"),
    "uk": (
        "секунду секунди секунд | хвилину хвилини хвилин | годину години годин | день дні днів | "
        "тиждень тижні тижнів місяць місяці місяців рік роки років"
    ),
    "ur": ("سیکنڈ | منٹ | گھنٹہ گھنٹے | دن دنوں | ہفتہ ہفتے مہینہ مہینے سال"),
    "vi": ("giây | phút | giờ | ngày | tuần tháng năm"),
}
"""By language: words for seconds | minutes | hours | days | weeks, months and years."""
