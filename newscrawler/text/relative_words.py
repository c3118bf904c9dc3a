"""Words of relative dates, by language family and none: folded when used, «_» is a space."""

UNITS: tuple[tuple[int | None, str, str, str], ...] = (
    (
        1,
        """
            ثانية second sekunde seconde segundo secondo секунду секунда sekundę
        """,
        """
            ثوان ثواني seconds sec secs secondes sekunden seg segundos secondi секунды секунд
            saniye ثانیه δευτερόλεπτα seconden sekund sekunder sekundy sekundi detik სეკუნდის
        """,
        """
            ثانيتين ثانيتان
        """,
    ),
    (
        60,
        """
            دقيقة minute minuto минуту минута minutę хвилину λεπτό minuut minutt minutu minuta
        """,
        """
            دقائق minutes min mins minuten minutos minuti минуты минут мин dakika dk دقیقه λεπτά
            minuti minuty minut хвилини хвилин minuter minutter minuuttia perccel minutami
            minútami minuuti minuta minut minutama minutos menit minit دقیقې منٹ минута минути
            хвіліны хвілін րոպե წუთის dəqiqə minūtēm minutes minutės phút דקות mínútum
        """,
        """
            دقيقتين دقيقتان
        """,
    ),
    (
        3600,
        """
            ساعة hour heure stunde hora ora час година годину godzinę ώρα uur timme time sat
            saat_önce שעה
        """,
        """
            ساعات hours hr hrs h heures stunden std horas ore часа часов ч saat sa ساعت ώρες uren
            uur godziny godzin години годин timmar timer tuntia tunti órával hodinami hodinou sata
            sati ure urami ur tunni stundām stundas valandas valandų jam گھنٹے ساعتونه часа
            гадзіны гадзін ժամ საათის saat сағат hores ordu orë giờ שעות klukkustundum
        """,
        """
            ساعتين ساعتان שעתיים
        """,
    ),
    (
        86400,
        """
            يوم day jour tag día dia giorno день dzień ημέρα μέρα dag dan יום
        """,
        """
            أيام days jours tage tagen días dias giorni дня дней gün روز ημέρες μέρες dagen dni
            днів дні dagar dage dager päivää nappal dny dňami dana dni dnevi dneh päeva dienām
            dienas dienų hari دن дена дни gün дзён дні օր დღის ngày ימים dies egun ditë dögum zile
        """,
        """
            يومين يومان יומיים
        """,
    ),
    (
        None,
        """
            أسبوع شهر سنة عام week month year semaine mois an woche monat jahr semana mes mês año
            ano settimana mese anno неделю месяц год hafta ay yıl هفته ماه سال
        """,
        """
            أسابيع أشهر شهور سنوات سنين أعوام weeks months years semaines ans années wochen
            monaten jahren semanas meses años anos settimane mesi anni недели недель месяца
            месяцев года лет tygodnie tygodni miesiące miesięcy lata lat тижні місяці роки
            εβδομάδες μήνες χρόνια weken maanden jaar veckor månader år viikkoa kuukautta vuotta
            héttel hónappal évvel minggu bulan tahun
        """,
        """
            أسبوعين أسبوعان شهرين شهران سنتين سنتان عامين عامان
        """,
    ),
)  # fmt: skip
"""Seconds (None: too coarse to tell a day), then forms that mean one without a number, forms that
need a number, dual forms."""
NUMBERS = {
    1: """
        a an one un une einer einem einen eine una uno um uma bir یک یه ایک en ett et één een واحد
    """,
    2: "two deux zwei dos duas dois due два две iki دو שתי שני",
    3: "ثلاث ثلاثة three trois drei tres três tre три üç سه",
    4: "أربع أربعة four quatre vier четыре",
    5: "خمس خمسة five cinq fünf cinco пять",
    6: "ست ستة six sechs",
    7: "سبع سبعة seven sept sieben",
    8: "ثمان ثماني ثمانية eight huit acht",
    9: "تسع تسعة nine neuf neun",
    10: "عشر عشرة ten dix zehn",
}  # fmt: skip
BEFORE = """
    منذ قبل مند il_y_a vor hace há hai fa acum před pred пред преди пре prije pre πριν πριν_από
    pirms prieš duela fyrir לפני
"""
"""What stands before an amount and says that it is past."""
AFTER = """
    ago назад тому таму önce öncə evvel پیش پہلے مخکې temu geleden fa atrás ezelőtt sitten eest
    sedan siden lalu yang_lalu yll trước წინ առաջ бұрын më_parë zuvor
"""
"""What stands after it."""
PERSIAN_AFTER = "قبل"
"""In Arabic «ساعتين قبل المباراة» is two hours before the match."""
ABOUT = """
    حوالي نحو من و and et und y e и ve و environ etwa ca circa около about approximately almost از
"""
"""What may stand between the words of an amount."""
DAYS = {
    0: """
        اليوم today aujourd'hui heute hoy hoje oggi сегодня bugün امروز آج dzisiaj dziś σήμερα
        vandaag idag i_dag сьогодні dnes danas hari_ini 今天 今日 오늘 היום
    """,
    1: """
        أمس البارحة yesterday hier gestern ayer ontem ieri вчера dün دیروز wczoraj χθες χτες
        gisteren igår i_går вчора včera jučer kemarin 昨天 昨日 어제 אתמול
    """,
    2: """
        أول_أمس أمس_الأول قبل_أمس day_before_yesterday the_day_before_yesterday avant-hier
        vorgestern anteayer anteontem l'altro_ieri позавчера پریروز przedwczoraj προχθές
        eergisteren 前天
    """,
}  # fmt: skip
"""Days back from today."""
VAGUE = """
    الآن للتو منذ_قليل قبل_قليل منذ_لحظات قبل_لحظات منذ_وقت_قصير just_now now moments_ago
    à_l'instant gerade_eben ahora только_что az_önce şimdi لحظاتی_پیش هم_اکنون 刚刚 방금
"""
"""Recent, nobody knows how."""
FRAME = """
    في تم بتاريخ تاريخ on at um à a le el il в om الساعة kl saat
"""
"""Words around a day that say nothing about which."""
CJK_UNITS = {
    "秒": 1,
    "초": 1,
    "分钟": 60,
    "分鐘": 60,
    "分": 60,
    "분": 60,
    "小时": 3600,
    "小時": 3600,
    "時間": 3600,
    "시간": 3600,
    "天": 86400,
    "日": 86400,
    "일": 86400,
}
