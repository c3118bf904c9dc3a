"""Month names, folded, by the number of the month (CLDR, with the press's own spellings)."""

from functools import cache

from newscrawler.text.arabic import fold

# One line a tradition; «|» parts spellings of one month.
_TABLES = (
    # Egypt, the Gulf, Sudan
    (
        "يناير فبراير مارس أبريل|إبريل مايو يونيو|يونية|يونيه يوليو|يوليه "
        "أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
    ),
    # Syria, Lebanon, Iraq, Jordan, Palestine
    "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
    # Algeria, Tunisia
    "جانفي فيفري|فيفرى مارس أفريل ماي جوان جويلية|جويليه أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    # Morocco
    "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
    # Persian names of Gregorian months
    "ژانویه فوریه مارس آوریل مه|می ژوئن ژوئیه|جولای اوت|آگوست سپتامبر اکتبر نوامبر دسامبر",
    (
        "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug "
        "september|sep|sept october|oct november|nov december|dec"
    ),
    (
        "janvier|janv février|févr|fevrier mars avril|avr mai juin juillet|juil août|aout "
        "septembre octobre novembre décembre|déc|decembre"
    ),
    (
        "januar|jänner februar märz|mrz april mai juni juli august september oktober|okt november "
        "dezember|dez"
    ),
    (
        "enero|ene febrero marzo abril|abr mayo junio julio agosto|ago "
        "septiembre|setiembre octubre "
        "noviembre diciembre|dic"
    ),
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    (
        "января|январь|янв февраля|февраль|фев марта|март апреля|апрель|апр мая|май июня|июнь "
        "июля|июль августа|август|авг сентября|сентябрь|сен октября|октябрь|окт ноября|ноябрь|ноя "
        "декабря|декабрь|дек"
    ),
    (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
        "dicembre"
    ),
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    (
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
        "listopada grudnia"
    ),
    (
        "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου "
        "οκτωβρίου νοεμβρίου δεκεμβρίου"
    ),
    "januari februari maart april mei juni juli augustus september oktober november december",
)


@cache
def months() -> dict[str, int]:
    """Return the month by its folded name; names of two words have one space."""
    table: dict[str, int] = {}
    for line in _TABLES:
        for number, names in enumerate(line.split(), start=1):
            for name in names.split("|"):
                table.setdefault(fold(name.replace("_", " ")), number)
    return table
