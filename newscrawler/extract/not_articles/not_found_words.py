"""Phrases of soft 404s: the words for a page that is not there, in 60 languages, folded.

A short text is such a notice if it has a word for a page and words for its absence: so sentences
are known that nobody has listed. Whole phrases stand where grammar makes one word of it, or where
one of the two means something else elsewhere. Sources: the message catalogues of WordPress 6.1,
Django 3.2 and Plone 6, Apache's error documents.
"""

import re

from newscrawler.text.arabic import fold

_PAGE = """
page | pages | article | story | link | url | address | document | object | content | nothing |
صفحة | الصفحة | صفحه | الخبر | خبر | المقال | مقال | المقالة | الرابط | الموضوع | المحتوي |
العنوان | المادة | شيء | صفحه اي | برگه | مطلب | نشاني | آدرس | ادرس | لينك | محتوا | مضمون |
لنك | הדף | דף | העמוד | עמוד | הכתבה | כתבה | הקישור | sayfa | sayfanın | sayfayı | haber |
içerik | nesne | adres | sayfaya | contenu | objet | adresse | lien | página | pagina |
artículo | noticia | contenido | nota | objeto | enlace | artigo | notícia | matéria |
conteúdo | páxina | seite | artikel | beitrag | inhalt | dokument | objekt | articolo |
contenuto | oggetto | notizia | страница | страницы | страницу | страницата | статья | новость |
материал | документ | объект | адресу | сторінка | сторінку | сторінки | статтю | статия |
странице | објекат | stranica | stranicu | stranice | strona | strony | artykuł | obiektu |
strono | stránka | stránku | článek | článok | stránky | sidan | siden | artikeln | artikkelen |
objektet | sivua | sivu | artikkelia | articolul | oldal | cikk | σελίδα | σελιδα | trang |
bài viết | halaman | laman | berita | puslapis | puslapio | lapa | lehte | leht | пошуканая |
бачыну | бачына | старонка | səhifə | барак | бет | саҳифа | сәхифә | sahifa | bladsy | pagină |
strana | страната | strani | post
"""
_ABSENT = """
not found | t be found | not be found | cannot be found | could not find | couldn t find |
can t find | does not exist | doesn t exist | not exist | no longer available |
no longer exists | not available | isn t available | isn t here | unavailable | was found |
been removed | been deleted | been moved | has expired | is missing | not seem to exist |
broken | غير موجود | غير موجودة | غير متوفر | غير متوفرة | غير متاح | غير متاحة | غير صحيح |
غير صالح | لم يتم العثور | لم نعثر | لم نجد | تعذر العثور | لم يعثر | لا يوجد | لا توجد |
ليس موجودا | ليست موجودة | تم حذفه | تم حذفها | لا يمكن العثور | لم تعد موجودة | لم يعد موجودا |
لم تعد متوفرة | لم يعد متاحا | يافت نشد | پيدا نشد | وجود ندارد | موجود نيست | پيدا نكرديم |
در دسترس نيست | حذف شده | يافت نمي شود | يافت نگرديد | نهين ملا | نهين مل | موجود نهين |
نهين هے | دستياب نهين | نهين ملي | לא נמצא | לא נמצאה | אינו קיים | לא קיים | לא קיימת |
אינה קיימת | לא זמין | הוסר | הוסרה | לא מצאנו | bulunamadı | bulunmuyor | bulunamamıştır |
mevcut değil | bulamadık | ulaşılamıyor |
kaldırılmış | silinmiş | yayından kaldırıldı | yayından kaldırılmış |
non trouvée? | introuvable | n existe pas | n existe plus | pas été trouvée? |
n est plus disponible | n a pu être trouvée? | pas exister | plus en ligne |
n est pas disponible | pas trouvé | no encontrad[ao] | no existe | no se encontró |
no se encuentra | no se pudo encontrar | no localizado | no está disponible |
no hemos encontrado | ya no existe | ha sido eliminad[ao] | no disponible |
no ha sido encontrada | no hemos podido encontrar | não encontrad[ao] | não existe |
não foi encontrad[ao] | não encontramos | não está disponível | não pode ser encontrad[ao] |
não parece existir | non encontrada | non atopada | non se atopou | não localizada |
inexistente | non existe | não conseguimos encontrar | nicht gefunden | existiert nicht |
nicht mehr verfügbar | gibt es nicht | gibt es leider nicht | nicht vorhanden |
nicht mehr vorhanden | existiert leider nicht | nicht finden | existiert nicht mehr |
nicht verfügbar | konnte nicht gefunden werden | gibt es nicht mehr | nicht mehr gefunden |
non trovat[aoe] | non esiste | non è stat[ao] trovat[ao] | non è disponibile |
non è più disponibile | non disponibile | inesistente | не найден[аоы]? | не существует |
удален[аоы]? | не обнаружен[аоы]? | не нашли | отсутствует | не знайден[аоо]? | не знайшли |
не існує | нема | видалено | не е намерена | не съществува | не е открита | недоступна |
не найти | не можем найти | намерена | није пронађен[ао]? | не постоји | не е пронајдена |
не е најдена | не постои | nije pronađena | ne postoji | nije pronađen | nismo pronašli |
nie została znaleziona | nie znaleziono | nie istnieje | nie została odnaleziona |
nie odnaleziono | nie można znaleźć | nenalezena | nebyla | neexistuje | nenalezen | nenájdená |
nebola nájdená | sa nenašla | nie je k dispozícii | nenašli | jsme nenašli | niet gevonden |
bestaat niet | niet worden gevonden | niet beschikbaar | niet meer beschikbaar |
bestaat niet meer | nie gevind | hittades inte | hittades ej | hittas | hittas inte |
finns inte | inte hittas | existera | finnes ikke | ikke fundet | findes ikke | ikke funnet |
ikke finne | fant ikke | blev ikke fundet | finst ikkje | eksisterer ikke | kunne ikke findes |
fann ikkje | finns inte längre | ei löydy | ei löytynyt | olevan olemassa | ei ole olemassa |
nu a fost găsită? | inexistentă | nu există | nu pare să existe | negăsită | nem található |
nincs ilyen | nem létezik | nem találjuk | δεν βρέθηκε | δεν υπάρχει | δέν υπάρχει |
δε βρέθηκε | δεν βρεθηκε | δεν υπαρχει | không tìm thấy | không tồn tại | tidak ditemukan |
tidak dijumpai | tidak ada | tidak tersedia | tidak bisa ditemukan | tidak dapat ditemukan |
nerastas | neegzistuoja | nerasta | nav atrasta | neeksistē | ei leitud | nepavyko rasti |
не знайшлі | не знойдзена | немагчыма знайсьці | tapılmadı | табылган жок | табылмады |
табылбады | ёфт нашуд | табылмаган | topilmadi | netika atrasta | kon nie gevind word nie |
nie gevind nie | nu am găsit | пока не найдена | yok gibi | n existe pas ou plus |
gibt es leider nicht mehr | não conseguimos achar
"""
_PHRASES = """
nothing here | nothing found | page gone | pàgina no trobada | pàgina no existeix |
no s ha pogut trobar la pàgina | orrialdea ez da aurkitu | ne najdem strani |
strani ni mogoče najti | faqja nuk u gjet | s u gjet faqe | síða fannst ekki |
გვერდი არ არის ნაპოვნი | გვერდი ვერ მოიძებნა | էջը գտնված չէ | хуудас олдсонгүй | ढूंढा नहीं |
पृष्ठ लापता | पृष्ठ नहीं मिला | पेज नहीं मिला | পৃষ্ঠা পাওয়া যায় নি |
পাতাটি খুঁজে পাওয়া যায়নি | பக்கத்தைக் காணவில்லை | పేజీ దొరకలేదు | ਸਫ਼ਾ ਨਹੀਂ ਲੱਭਿਆ |
ድህረ ገጹ የለም | ukurasa haujapatikana | heb ganfod tudalen | ní bhfuarthas an leathanach |
paĝo ne trovita | tiu paĝo ne ekzistas | پهڕه نهدۆزرايهوه | لاپهڕهكه نهدۆزرايهوه |
بهت تيپيلميدي | side ikke fundet | siden finnes ikke | fann ikkje sida |
sida du spør etter finst ikkje | vi hittade inte sidan | sidan kunde inte hittas |
Cha deach an duilleag a lorg | Kaca ora ketemu | စာမျက်နှာ မေတွ့ပါ | පිටුව සොයා ගත නොහැක |
Kaca teu kapaluruh | Nakala hainekani | பக்கம் காணப்படவில்லை | ไม่พบหน้า | 沒有符合條件的頁面 |
N'eo ket bet kavet ar bajenn | Ni ddarganfyddwyd y dudalen | Bok njejo se namakał |
Ez da orririk aurkitu | orria ezin da aurkitu | Strona njeje so namakała |
La pagino ne renkontresis | asebtar ulac | ಪುಟ ಸಿಗಲಿಲ್ಲ | പേജ് കണ്ടെത്താനായില്ല | पृष्ठ भेटिएन |
Фарс нӕ зыны | পৃষ্ঠা পাওয়া যায়নি | stran ne obstaja
"""
# Languages without spaces between words, or whose words carry endings.
_PAGE_INSIDE = """
页面 | 頁面 | 网页 | 網頁 | 文章 | 内容 | 內容 | 新闻 | 新聞 |
对象 | 物件 | 链接 | ページ | 記事 | url | コンテンツ | 페이지 | 기사 |
게시물 | 콘텐츠 | 글
"""
_ABSENT_INSIDE = """
不存在 | 没有找到 | 沒有找到 | 未找到 | 找不到 | 无法找到 |
無法找到 | 已被删除 | 已被刪除 | 已删除 | 已下架 | 見つかりません | 存在しません |
存在しない | 見つかりませんでした | 削除された | 찾을 수 없 |
없습니다 | 존재하지 않 | 삭제되었 | 삭제된
"""
_NUMBER = re.compile(
    r"(?:http |error |erreur |fehler |hata |ошибка |помилка |خطا |الخطا |שגיאה |errore |erro |"
    r"lỗi |fout |błąd |chyba |hiba |oops |ops |whoops |错误 |錯誤 |エラー |오류 )?"
    r"(?:kod |code |код |رمز )?404(?: error| not found| hata| hatası| ошибка| page| erreur| خطا)?"
)
_MAX_WORDS = 16
"""Words from which a text is longer than a notice."""
_MAX_LETTERS = 45
"""Letters from which it is, in scripts without spaces."""


def _listed(table: str) -> list[str]:
    return [phrase for part in table.split(" |") if (phrase := part.strip())]


def _any(table: str, *, whole: bool = True) -> re.Pattern[str]:
    words = "|".join(sorted(_listed(table), key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b" if whole else words)


_SPACED = _any(_ABSENT), _any(_PAGE)
_INSIDE = _any(_ABSENT_INSIDE, whole=False), _any(_PAGE_INSIDE, whole=False)
_FOLDED_PHRASES = tuple(map(fold, _listed(_PHRASES)))


def says_not_found(text: str) -> bool:
    """Tell whether a folded text is short and says that a page was not found."""
    if text.count(" ") >= _MAX_WORDS:
        return False
    if _NUMBER.fullmatch(text) or all(words.search(text) for words in _SPACED):
        return True
    if len(text) <= _MAX_LETTERS and all(words.search(text) for words in _INSIDE):
        return True
    return any(phrase in text for phrase in _FOLDED_PHRASES)
