"""Phrases of walls, logins, parked domains and server faults, in the text and the title.

The words of publishing software are those of the message catalogues of WordPress 6.1.
"""

from newscrawler.extract.not_articles.phrases import read
from newscrawler.text.arabic import fold

WORDS = read(
    """
[blocked captcha]
verify you are human | verify that you are human | verify you are a human |
verify you are not a robot | verify that you re not a robot | confirm you are a human |
confirm that you are not a robot | checking your browser before |
checking if the site connection is secure | checking your browser |
unusual traffic from your computer network | enable javascript and cookies to continue |
press hold to confirm | prove you are human | are you a robot | are you a human |
i m not a robot | please complete the security check |
needs to review the security of your connection | making sure you re not a bot |
please enable js and disable any ad blocker | automated access | enter the characters you see |
complete the captcha | solve the captcha | pardon our interruption | تحقق من أنك لست روبوت |
أثبت أنك لست روبوت | التحقق من أنك إنسان | جاري التحقق من المتصفح | أنا لست برنامج روبوت |
لست روبوتا | التحقق من المتصفح | من ربات نيستم | ربات نيستيد | در حال بررسی مرورگر |
در حال انتقال به سایت | آیا شما ربات هستید | robot olmadığınızı | insan olduğunuzu doğrula |
tarayıcınız kontrol ediliyor | vérifier que vous êtes humain | vous n êtes pas un robot |
que vous n êtes pas un robot | verificar que eres humano | no eres un robot |
que no es un robot | não é um robô | você é humano | dass sie ein mensch sind |
dass sie kein roboter sind | kein roboter sind | non sei un robot | sei umano | вы не робот |
что вы не робот | что вы человек | я не робот | проверка браузера | проверка вашего браузера |
запросы с вашего устройства похожи на автоматические | 你是人类 | 您是真人 |
人机验证 | 安全验证 | 请完成验证 |
人機驗證 | 访问验证 | ロボットではありません | ロボットではない |
로봇이 아닙니다 | 봇이 아님 | לא רובוט | שאתה אנושי
[blocked refused]
you have been blocked | your access to this site has been limited |
access to this page has been denied | access to this site has been denied |
your request has been blocked | request has been blocked | your ip has been blocked |
your ip address has been blocked | your ip address has been banned |
access to this resource on the server is denied | you don t have permission to access |
you do not have permission to access | this request was blocked by | blocked by our security |
blocked by the security rules | تم حظر عنوان | تم حظرك | ليس لديك صلاحية |
ip adresiniz engellen | доступ с вашего ip | ваш ip заблокирован |
not available in your country | not available in your region | unavailable in your location |
unavailable for legal reasons | unavailable due to legal reasons |
unavailable in most european countries | not available to visitors from |
access from your country | غير متاح في بلدك | недоступен в вашей стране |
nicht in ihrem land verfügbar | n est pas disponible dans votre pays
[blocked censor]
access to the requested url is not allowed | access to this site is currently blocked |
الوصول إلى هذا الموقع غير مسموح | الموقع المطلوب غير متاح | هذا الموقع محجوب |
تم حجب هذا الموقع | تم حجب الموقع | الموقع محجوب | عفوا الموقع المطلوب غير متاح |
غير مسموح بالوصول | لا يمكن الوصول إلى هذا الموقع بسبب | this site is blocked |
site has been blocked | website has been blocked | url has been blocked | web site is blocked |
web page blocked | website is not accessible | content of this website is prohibited |
blocked as per order | blocked as per the instructions | as per the directions of |
blocked under instructions of a competent | competent government authority |
department of telecommunications | prohibited for viewership from within pakistan |
content is prohibited | contains content that is prohibited | مشترک گرامی دسترسی به این سایت |
دسترسي به اين سايت امکان پذير نميباشد | این سایت مسدود | پیوندها | erişim engellenmiştir |
erişime engellenmiştir | erişimi engellenmiştir | mahkeme kararıyla | idari tedbir |
доступ к запрашиваемому ресурсу | доступ ограничен по решению | доступ к ресурсу ограничен |
доступ к информационному ресурсу ограничен | единый реестр | заблокирован по решению |
ресурс заблокирован | доступ заблокирован | akses ke situs ini diblokir | situs ini diblokir |
situs ini tidak dapat diakses | konten negatif | internet positif | laman web ini tidak boleh |
le site que vous cherchez est bloqué | site bloqué | accès à ce site est bloqué |
l accès à ce site | acceso a este sitio ha sido bloqueado | sitio bloqueado |
por orden judicial | sito non raggiungibile su disposizione | provvedimento dell autorità |
此网站已被 | 該網站已被 | 불법 유해 정보 | truy cập bị chặn
[blocked consent]
before you continue | bevor sie fortfahren | bevor sie zu google weitergehen |
avant d accéder à | antes de continuar | antes de ir a | prima di continuare |
voordat je verdergaat | we value your privacy | part of the yahoo family of brands |
continue with ads or | mit werbung weiterlesen | mit werbung und tracking |
continuer sans accepter | accepter et continuer | accept cookies to continue
[blocked login]
log in to continue | login to continue | sign in to continue | please log in to |
you must be logged in | you need to be logged in | please sign in to | subscribe to continue |
subscribe to read | register to continue | this content is password protected |
سجل الدخول للمتابعة | يرجى تسجيل الدخول | يجب تسجيل الدخول | الرجاء تسجيل الدخول |
قم بتسجيل الدخول | اشترك للمتابعة | برای ادامه وارد شوید | وارد حساب | giriş yapmanız |
üye girişi yap | connectez vous pour | identifiez vous | inicia sesión para |
melden sie sich an | bitte anmelden | faça login para | accedi per | войдите чтобы |
авторизуйтесь | 请登录 | ログインして | 로그인이 필요
[not-article parked]
domain is for sale | domain may be for sale | domain name is for sale | buy this domain |
domain has expired | domain name has expired | domain is parked | this domain is registered |
domain has been registered | parked free courtesy | domain for sale |
make an offer on this domain | steht zum verkauf | domain steht zum verkauf |
domaine est à vendre | dominio está en venta | dominio è in vendita | domínio está à venda |
домен продается | домен продаётся | срок регистрации домена | домен припаркован |
domen satılık | alan adı satılık | satılık alan | هذا النطاق للبيع | النطاق معروض للبيع |
الدومين للبيع | انتهت صلاحية النطاق | این دامنه به فروش |
域名出售 | 域名转让 | 域名已过期 | ドメインは |
도메인을 판매
[not-article suspended]
account has been suspended | account suspended | website has been suspended |
site has been suspended | site is suspended | website is suspended | hesap askıya |
تم إيقاف الحساب | الموقع موقوف | تم تعليق الحساب | تم إيقاف الموقع | حساب تعليق |
compte suspendu | cuenta suspendida | conta suspensa | аккаунт заблокирован | сайт отключен |
сайт заблокирован хостинг | bandwidth limit exceeded | resource limit is reached |
تجاوز الموقع الحد
[not-article default]
welcome to nginx | it works | apache2 default page | apache http server test page |
test page for the | default web site page | this is the default | iis windows server |
nginx web server is successfully installed | web server is working | index of | default page |
site is under construction | website coming soon | domain default page |
this page is used to test the proper operation
[not-article database]
error establishing a database connection | database error | could not connect to the database |
database connection failed | too many connections | sqlstate | can t connect to local mysql |
خطأ في إنشاء اتصال بقاعدة البيانات | خطا در برقراری ارتباط با پایگاه |
veritabanı bağlantısı kurulurken | erreur lors de la connexion à la base de données |
fehler beim aufbau einer datenbankverbindung |
error estableciendo una conexión con la base de datos |
erro ao estabelecer uma conexão com o banco de dados | erro ao estabelecer uma ligação |
errore nello stabilire una connessione al database |
ошибка установки соединения с базой данных |
помилка під час з єднання з базою | 建立数据库连接时出错 |
建立資料庫連線時發生錯誤 | データベース接続確立エラー |
데이터베이스 연결중 에러 | שגיאת התחברות למסד הנתונים
[not-article maintenance]
scheduled maintenance | under maintenance | down for maintenance | undergoing maintenance |
we ll be back soon | we will be back soon | be right back | temporarily unavailable |
under construction | تحت الصيانة | للصيانة | لغرض الصيانة | أعمال صيانة | مغلق للصيانة |
سنعود قريبا | تحت الإنشاء | در حال بروزرسانی | در دست تعمیر | در دست ساخت | bakım çalışması |
bakımda | bakım dolayısıyla | en maintenance | cause de maintenance | en mantenimiento |
por mantenimiento | em manutenção | para manutenção | in manutenzione | per manutenzione |
wartungsarbeiten | wartungsmodus | instandhaltung | техническое обслуживание |
технические работы | техобслуговування | prac konserwacyjnych |
onderhoud | メンテナンス中 | 维护 | 維護 |
유지보수 | 점검 중 | תחזוקה
""",
    fold,
)
"""Phrases of the text."""
TITLES = read(
    """
[blocked captcha]
just a moment | attention required cloudflare | ddos guard | one moment please |
nur einen moment | un momento | un instant |
bir dakika lütfen | لحظة | 请稍候 | しばらくお待ちください |
잠시만 기다 | один момент | um momento | een ogenblik geduld | человек или робот | ой |
are you a robot | robot check | bot verification | human verification | captcha |
security check | security checkpoint | vercel security checkpoint | pardon our interruption |
verify you are human | checking your browser | please wait | making sure you re not a bot |
安全验证 | validate captcha | تحقق أمني | التحقق الأمني | radware captcha page | client challenge
[blocked refused]
access denied | access to this page has been denied | 403 forbidden | forbidden | error 403 |
request rejected | blocked | you have been blocked | 403 | تم رفض الوصول | الوصول مرفوض |
ممنوع | accès refusé | acceso denegado | zugriff verweigert | доступ запрещен |
доступ запрещён | erişim engellendi | доступ ограничен | الوصول غير مسموح | access restricted |
site blocked | web page blocked | attention required | internet positif | trustpositif |
error the requested url could not be retrieved | site bloqué | الموقع محجوب
[not-article parked]
domain for sale | this domain is for sale
[not-article suspended]
account suspended | site suspended | website suspended | suspended domain | contact support
[not-article default]
welcome to nginx | apache2 debian default page | apache2 ubuntu default page |
iis windows server | default web site page | domain default page | test page for |
apache http server test page | index of | web server s default page | default page
[not-article database]
database error | wordpress error | error de base de datos
[not-article maintenance]
maintenance | site maintenance | under maintenance | coming soon | under construction |
site under maintenance | الموقع تحت الصيانة | وضع الصيانة | bakım modu | wartungsmodus |
en maintenance | mantenimiento | техническое обслуживание
""",
    fold,
)
"""Titles, or their first words."""
