"""Words of relative dates, by language family; folded when used, «_» is a space."""

UNITS: tuple[tuple[str, str], ...] = (
    ("ar", "ثواني ثانيتان | دقيقتان | ساعتان | يومان | شهور أعوام عام سنين"),
    ("ar", "| | | | أسبوعان شهران سنتان عامان عامين"),
    ("en", "sec secs | min mins m | hr hrs h | d | wk wks w yr yrs mo mos"),
    ("fr", "| min mn | h | | an ans"),
    ("de", "sek | min | std | | jahr jahre woche wochen"),
    ("es", "seg | min | h hs | | año años"),
    ("it", "sec | min | h | | anni"),
    ("pt", "seg | min | h | | anos"),
    ("ru", "сек | мин | ч | | год года лет"),
    ("tr", "sn | dk | sa | | yıl"),
    ("el", "| | | μέρα μέρες | χρόνια"),
    ("nb", "| min | t | dag dager |"),
    ("nl", "| min | | | jaren"),
)  # fmt: skip
"""Words that CLDR lacks: seconds | minutes | hours | days | too coarse for a day."""
ALONE = {
    1: """
        ثانية دقيقة ساعة يوم أسبوع شهر سنة عام second minute hour day week month year секунду минуту
        час день неделю месяц год хвилину годину minutę godzinę dzień שנייה דקה שעה יום
    """,
    2: """
        ثانيتين ثانيتان دقيقتين دقيقتان ساعتين ساعتان يومين يومان أسبوعين أسبوعان شهرين شهران سنتين
        سنتان عامين عامان שעתיים יומיים שבועיים חודשיים שנתיים
    """,
}  # fmt: skip
"""Words that mean one or two without a number; «hours ago» is vague."""
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
"""Words before an amount that mean «ago»."""
AFTER = """
    ago назад тому таму önce öncə evvel پیش پہلے مخکې temu geleden fa atrás ezelőtt sitten eest
    sedan siden lalu yang_lalu yll trước წინ առաջ бұрын më_parë zuvor
"""
"""Words after an amount that mean «ago»."""
MARK_LANGUAGES = {
    "önce": "tr", "evvel": "tr", "öncə": "az", "lalu": "ms", "тому": "uk", "таму": "be",
    "преди": "bg", "пред": "mk", "пре": "sr", "бұрын": "kk",
}  # fmt: skip
"""Marks of one language, where units mean different things: ``saat`` is an hour or a second."""
PERSIAN_AFTER = "قبل"
"""In Arabic «ساعتين قبل المباراة» is two hours before the match."""
ABOUT = """
    حوالي نحو من و and et und y e и ve و environ etwa ca circa около about approximately almost از
"""
"""Words that may stand between the words of an amount."""
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
"""Recent, without an amount."""
FRAME = """
    في تم بتاريخ تاريخ on at um à a le el il в om الساعة kl saat
"""
"""Words around a day that have no meaning for it."""
CJK_UNITS = {
    "秒钟": 1,
    "秒鐘": 1,
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
