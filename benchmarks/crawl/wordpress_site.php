<?php
/**
 * The site that wordpress.py crawls: router of PHP's server, theme, and what fills the database.
 *
 * NEWS_OFF holds what to switch off: rest, sitemap.
 */

const EGYPT = ['يناير', 'فبراير', 'مارس', 'أبريل', 'مايو', 'يونيو', 'يوليو', 'أغسطس', 'سبتمبر', 'أكتوبر', 'نوفمبر', 'ديسمبر'];
const LEVANT = ['كانون الثاني', 'شباط', 'آذار', 'نيسان', 'أيار', 'حزيران', 'تموز', 'آب', 'أيلول', 'تشرين الأول', 'تشرين الثاني', 'كانون الأول'];
const EASTERN = ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'];
const BROKEN = ['31 فبراير، 2018', 'Invalid Date', '1 يناير، 1970', ''];
const CATEGORIES = ['سياسة', 'اقتصاد', 'رياضة', 'ثقافة', 'علوم وتقنية', 'محليات'];
const TAGS = ['المياه', 'التعليم', 'الطاقة', 'الموانئ', 'الزراعة', 'السياحة', 'الصحة', 'النقل', 'البيئة', 'الإسكان', 'الآثار', 'الموازنة'];
const AUTHORS = ['samar' => 'سمر الحداد', 'nabil' => 'نبيل القاضي', 'huda' => 'هدى المنصور', 'karim' => 'كريم الشامي'];
const ACTORS = ['وزير الزراعة', 'رئيس المجلس البلدي', 'محافظ الإقليم', 'مدير المستشفى الجامعي', 'نقيب المهندسين', 'اتحاد الصيادين', 'مركز الأرصاد', 'مجلس الجامعة', 'فريق التنقيب', 'معهد البحوث البحرية', 'ديوان المحاسبة', 'صندوق الإسكان', 'نادي الميناء', 'متحف المدينة', 'مجمع اللغة', 'جهاز النقل العام'];
const VERBS = [['أعلن', 'يعلن', ''], ['كشف', 'يكشف', 'عن '], ['ناقش', 'يناقش', ''], ['تابع', 'يتابع', ''], ['دافع', 'يدافع', 'عن '], ['أجّل', 'يؤجل', ''], ['راجع', 'يراجع', ''], ['رحّب', 'يرحب', 'بـ'], ['انتقد', 'ينتقد', ''], ['أقر', 'يقر', '']];
const OBJECTS = ['خطة ترميم المدارس القديمة', 'برنامج تنظيف الشواطئ', 'مشروع الحافلات الكهربائية', 'نتائج مسح الآبار', 'جدول مباريات الدوري', 'موازنة العام المقبل', 'معرض المخطوطات', 'حملة التلقيح الشتوية', 'توسعة محطة التحلية', 'قائمة أسعار الخضار', 'اتفاق الربط الكهربائي', 'مهرجان الزيتون', 'دراسة عن هجرة الطيور', 'لائحة تنظيم الأسواق', 'سباق القوارب التقليدية', 'أرشيف الصور النادرة', 'تقرير السلامة المرورية', 'مسابقة الشعر النبطي', 'خريطة المواقع الأثرية', 'آلية دعم المزارعين'];
const PLACES = ['في مدينة النخيل', 'على ساحل المرجان', 'في حي الزيتون', 'في وادي السدر', 'بقرية عين الغزال', 'في جزيرة اللؤلؤ', 'بمحافظة الريحان', 'في ميناء الفنار', 'بضاحية الياسمين', 'في سوق النحاسين', 'بمنطقة الكثبان', 'في مرتفعات الأرز'];
const TIMES = ['صباح أمس', 'مساء الخميس', 'قبل أيام', 'خلال مؤتمر صحفي', 'بعد انتظار طويل', 'للمرة الأولى', 'في جلسة مغلقة', 'مطلع الأسبوع', 'رغم تحفظ المعارضين', 'بالتزامن مع افتتاح الموسم'];
const TAILS = ['وسط حضور واسع من الأهالي', 'من دون أن يحدد موعدا نهائيا', 'بكلفة تبلغ %d مليونا', 'على أن يستمر العمل %d شهرا', 'بمشاركة %d متطوعا', 'وهو ما عدّه خبراء خطوة متأخرة', 'بعد مراجعة %d وثيقة', 'في انتظار موافقة اللجنة المالية', 'بزيادة قدرها %d في المئة عن العام الماضي', 'لكن السكان طلبوا ضمانات مكتوبة', 'بحسب بيان من %d صفحة', 'وفق ما قاله شهود في المكان'];
const SAYINGS = ['وقال مصدر مطلع إن', 'وأضاف المتحدث أن', 'ويرى مراقبون أن', 'ويذكر أن', 'وأوضحت الوثائق أن', 'ولفت التقرير إلى أن'];

// The theme ------------------------------------------------------------------------------------

function news_hooks() {
    add_action('after_setup_theme', function () {
        add_theme_support('title-tag');
        add_theme_support('automatic-feed-links');
        add_theme_support('html5', ['comment-list', 'comment-form', 'search-form', 'gallery', 'caption']);
        register_nav_menu('main', 'القائمة');
    });
    add_action('wp_enqueue_scripts', fn () => wp_enqueue_style('news', get_stylesheet_uri()));
    add_filter('the_content', 'news_furniture', 20);
    $off = explode(',', (string) getenv('NEWS_OFF'));
    if (in_array('sitemap', $off, true)) {
        add_filter('wp_sitemaps_enabled', '__return_false');
    }
    if (in_array('rest', $off, true)) {
        remove_action('wp_head', 'rest_output_link_wp_head');
        remove_action('wp_head', 'wp_oembed_add_discovery_links');
        remove_action('template_redirect', 'rest_output_link_header', 11);
        add_filter('rest_authentication_errors', fn () => new WP_Error('rest_disabled', 'معطلة', ['status' => 401]));
    }
}

/** Put a «read also» box between the paragraphs, and a share bar after them. */
function news_furniture($html) {
    if (get_post_type() !== 'post' || is_feed()) {
        return $html;
    }
    $id = get_the_ID();
    $other = news_others($id, 3)[0];
    $link = '<a href="' . get_permalink($other) . '">' . get_the_title($other) . '</a>';
    $box = $id % 2 ? "<p><strong>اقرأ أيضا:</strong> $link</p>" : "<div class=\"see-more\"><span>اقرأ أيضا</span> $link</div>";
    $parts = explode('</p>', $html);
    if ($id % 3 && count($parts) > 3) {
        $parts[2] = $box . $parts[2];
    }
    $share = '';
    foreach (['فيسبوك', 'تويتر', 'واتساب', 'تيليغرام'] as $name) {
        $share .= '<li><a rel="nofollow" href="https://share.invalid/?u=' . urlencode(get_permalink()) . "\">$name</a></li>";
    }
    return implode('</p>', $parts) . "<div class=\"share-bar\"><h3>شارك هذا الخبر:</h3><ul>$share</ul></div>";
}

/** The latest of its first section, as such boxes do: old posts are reached by listings alone. */
function news_others($id, $count) {
    $first = (int) get_post_meta($id, '_primary', true);
    return get_posts(['category' => $first, 'exclude' => [$id], 'numberposts' => $count, 'offset' => $id % 5]);
}

function news_day($post, $style) {
    [$year, $month, $day] = array_map('intval', explode('-', get_the_date('Y-m-d', $post)));
    switch ($style) {
        case 2: return "$day " . LEVANT[$month - 1] . " $year";
        case 3: return "$day " . LEVANT[$month - 1] . ' / ' . EGYPT[$month - 1] . " $year";
        case 4: return str_replace(range(0, 9), EASTERN, "$day " . EGYPT[$month - 1] . " $year");
        case 5: return sprintf('%02d/%02d/%d', $day, $month, $year);
        default: return "$day " . EGYPT[$month - 1] . "، $year";
    }
}

function news_style($id) {
    return get_post_meta($id, '_broken', true) === '' ? ($id % 7 ?: 7) : 8;
}

function news_meta($id) {
    $style = news_style($id);
    if ($style === 6) {
        $ago = 'منذ ' . (wp_date('Y') - get_the_date('Y')) . ' سنوات';
        echo '<time class="published" datetime="', get_the_date('c'), '">', $ago, '</time>';
    } elseif ($style === 8) {
        echo '<span class="entry-date">', BROKEN[get_post_meta($id, '_broken', true)], '</span>';
    } elseif ($style < 6) {
        echo '<span class="entry-date">', news_day($id, $style), '</span>';
    }
    echo ' <span class="by">بقلم: <a rel="author" href="', get_author_posts_url(get_the_author_meta('ID')), '">', get_the_author(), '</a></span> ';
    $views = (int) get_post_meta($id, '_views', true);
    $east = str_replace([...range(0, 9), ','], [...EASTERN, '٬'], number_format($views));
    $forms = [
        "$views مشاهدات", "$east مشاهدة", 'المشاهدات: ' . $views / 1000 . 'K', "$views مشاهدة",
        "<i class=\"fa fa-eye\" aria-hidden=\"true\"></i> $views", 'شوهد ' . number_format($views) . ' مرة', '',
    ];
    echo '<span class="entry-views">', $forms[(int) get_post_meta($id, '_form', true)], '</span>';
}

function news_sections($id) {
    $all = get_the_category($id);
    $first = (int) get_post_meta($id, '_primary', true);
    usort($all, fn ($a, $b) => ($b->term_id === $first) <=> ($a->term_id === $first));
    return $all;
}

function news_single() {
    the_post();
    $id = get_the_ID();
    $links = array_map(fn ($c) => '<a href="' . get_category_link($c) . "\" rel=\"category tag\">$c->name</a>", news_sections($id));
    if (news_style($id) === 7) {
        $data = ['@context' => 'https://schema.org', '@type' => 'NewsArticle', 'headline' => get_the_title(), 'datePublished' => get_the_date('c'), 'mainEntityOfPage' => get_permalink()];
        echo '<script type="application/ld+json">', wp_json_encode($data), '</script>';
    }
    echo '<article id="post-', $id, '" class="', esc_attr(implode(' ', get_post_class())), '"><header>';
    if ($id % 2) {
        echo '<nav class="breadcrumbs"><a href="', home_url('/'), '">الرئيسية</a> › ', strip_tags($links[0]), ' › ', get_the_title(), '</nav>';
    }
    echo '<p class="entry-cats">أقسام: ', implode('، ', $links), '</p><h1 class="entry-title">', get_the_title(), '</h1><p class="entry-meta">';
    news_meta($id);
    echo '</p></header><div class="entry-content">';
    the_content();
    wp_link_pages();
    echo '</div><footer>', get_the_tag_list('<p class="tags">الوسوم: ', '، ', '</p>'), '</footer></article>';
    $author = get_the_author();
    echo "<div class=\"author-box\"><h4>$author</h4><p>$author صحفي في جريدة الفنار، يكتب عن الشؤون المحلية منذ سنوات.</p></div>";
    echo '<section class="more"><h3>أخبار ذات صلة</h3><ul>';
    foreach (news_others($id, 4) as $post) {
        echo '<li><a href="', get_permalink($post), '">', get_the_title($post), '</a> <span class="date">', news_day($post, 1), '</span></li>';
    }
    echo '</ul></section>';
    if ($comments = get_comments(['post_id' => $id, 'order' => 'ASC'])) {
        echo '<section id="comments"><h3>التعليقات</h3><ol>';
        wp_list_comments(['style' => 'ol'], $comments);
        echo '</ol></section>';
    }
}

function news_listing() {
    echo '<h1>', is_home() ? 'آخر الأخبار' : (is_search() ? 'نتائج البحث' : (is_404() ? 'الصفحة غير موجودة' : get_the_archive_title())), '</h1>';
    while (have_posts()) {
        the_post();
        echo '<div class="item"><h2><a href="', get_permalink(), '" rel="bookmark">', get_the_title(), '</a></h2>';
        echo '<p>', wp_trim_words(get_the_content(), 30), ' <a class="more-link" href="', get_permalink(), '">المزيد</a></p></div>';
    }
    the_posts_pagination();
}

function news_page() {
    [$year, $month, $day] = array_map('intval', explode('-', wp_date('Y-m-d')));
    echo '<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="utf-8">';
    wp_head();
    echo '</head><body class="', esc_attr(implode(' ', get_body_class())), '"><div id="top"><span id="clock">اليوم ', "$day ", EGYPT[$month - 1], "، $year", '</span>';
    echo '<p class="site"><a href="', home_url('/'), '" rel="home">', get_bloginfo('name'), '</a></p>';
    get_search_form();
    wp_nav_menu(['theme_location' => 'main', 'container' => 'nav']);
    echo '</div><div id="wrap"><main>';
    if (is_singular('post')) {
        news_single();
    } elseif (is_singular()) {
        the_post();
        echo '<article class="page"><h1>', get_the_title(), '</h1><div class="entry-content">';
        the_content();
        echo '</div></article>';
    } else {
        news_listing();
    }
    echo '</main><aside class="side"><h3>الأكثر مشاهدة</h3><ol>';
    $id = is_singular() ? get_queried_object_id() : 0;
    foreach (get_posts(['numberposts' => 5, 'meta_key' => '_views', 'orderby' => 'meta_value_num', 'exclude' => [$id]]) as $post) {
        echo '<li><a href="', get_permalink($post), '">', get_the_title($post), '</a> <b>', number_format((int) get_post_meta($post->ID, '_views', true)), ' مشاهدة</b></li>';
    }
    echo '</ol><h3>أحدث المقالات</h3><ul>';
    foreach (get_posts(['numberposts' => 5, 'exclude' => [$id]]) as $post) {
        echo '<li><a href="', get_permalink($post), '">', get_the_title($post), '</a> <span class="date">', news_day($post, 1), '</span></li>';
    }
    echo '</ul><h3>الأرشيف</h3><ul>';
    wp_get_archives(['limit' => 12]);
    echo '</ul>';
    wp_tag_cloud();
    echo '</aside></div><footer id="end"><a href="', get_privacy_policy_url(), '">سياسة الخصوصية</a><p>جميع الحقوق محفوظة © جريدة الفنار ', $year, '</p></footer>';
    wp_footer();
    echo '</body></html>';
}

// The database ---------------------------------------------------------------------------------

function pick($words) {
    return $words[mt_rand(0, count($words) - 1)];
}

function news_title() {
    [, $now, $about] = pick(VERBS);
    $title = pick(ACTORS) . " $now " . str_replace('ـ ', 'ـ', $about . pick(OBJECTS));
    return mt_rand(0, 2) ? $title . ' ' . pick(PLACES) : $title . ' ' . pick(TIMES);
}

function news_sentence() {
    [$verb, , $about] = pick(VERBS);
    $fact = $about . pick(OBJECTS) . ' ' . pick(PLACES) . ' ' . pick(TIMES) . '، ' . sprintf(pick(TAILS), mt_rand(3, 97)) . '.';
    $actor = pick(ACTORS);
    return mt_rand(0, 2) ? "$verb $actor $fact" : pick(SAYINGS) . " $actor $verb $fact";
}

function news_text($least, $most) {
    return implode(' ', array_map('news_sentence', range(1, mt_rand($least, $most))));
}

/** Return the blocks of a body as [kind, text, HTML]; the text is what a reader reads. */
function news_blocks($paragraphs, $images, $urls) {
    $blocks = [];
    foreach (range(1, $paragraphs) as $number) {
        $text = news_text(1, 3);
        $html = $text;
        if ($urls && mt_rand(0, 19) === 0) {
            $words = explode(' ', $text);
            $words[3] = '<a href="' . pick($urls) . "\">$words[3]";
            $words[5] .= '</a>';
            $html = implode(' ', $words);
        }
        $blocks[] = ['paragraph', [$text], "<p>$html</p>"];
        $chance = $number > 1 && $number < $paragraphs ? mt_rand(0, 11) : 12;
        if ($chance === 0) {
            $items = array_map(fn () => pick(OBJECTS) . ' ' . pick(PLACES), range(1, mt_rand(2, 4)));
            $blocks[] = ['list', $items, '<ul><li>' . implode('</li><li>', $items) . '</li></ul>'];
        } elseif ($chance === 1) {
            $said = '«' . news_sentence() . '»';
            $blocks[] = ['quote', [$said], "<blockquote class=\"wp-block-quote\"><p>$said</p></blockquote>"];
        } elseif ($chance === 2) {
            $head = pick(OBJECTS) . ' ' . pick(TIMES);
            $blocks[] = ['heading', [$head], "<h2>$head</h2>"];
        } elseif ($chance < 5) {
            [$image, $page, $url] = pick($images);
            $caption = 'جانب من ' . pick(OBJECTS) . ' ' . pick(PLACES);
            $blocks[] = ['image', [], "<figure class=\"wp-block-image\"><a href=\"$page\"><img src=\"$url\" alt=\"\" class=\"wp-image-$image\"/></a><figcaption>$caption</figcaption></figure>"];
        }
    }
    return $blocks;
}

function news_install() {
    wp_install('جريدة الفنار', 'editor', 'editor@example.com', true, '', 'editor', is_file(WP_LANG_DIR . '/ar.mo') ? 'ar' : '');
    switch_theme('fanar');
    $options = [
        'timezone_string' => 'Africa/Cairo', 'uploads_use_yearmonth_folders' => 0, 'show_avatars' => 0,
        'blogdescription' => 'أخبار الساحل والجبل', 'permalink_structure' => '/%postname%/', 'thread_comments' => 0,
    ];
    array_map('update_option', array_keys($options), $options);
}

function news_png($red, $green, $blue) {
    $chunk = fn ($kind, $data) => pack('N', strlen($data)) . $kind . $data . pack('N', crc32($kind . $data));
    $rows = '';
    foreach (range(0, 179) as $y) {
        $rows .= "\0" . str_repeat(chr($red - $y / 2) . chr($green - $y / 3) . chr($blue), 320);
    }
    return "\x89PNG\r\n\x1a\n" . $chunk('IHDR', pack('NNCCCCC', 320, 180, 8, 2, 0, 0, 0)) . $chunk('IDAT', gzcompress($rows)) . $chunk('IEND', '');
}

function news_fill() {
    mt_srand(2015);
    wp_set_current_user(1);
    flush_rewrite_rules(false);
    array_map(fn ($id) => wp_delete_post($id, true), [1, 2, 3]);
    $authors = [];
    foreach (AUTHORS as $login => $name) {
        $authors[] = wp_insert_user(['user_login' => $login, 'user_pass' => $login, 'display_name' => $name, 'role' => 'author']);
    }
    $categories = array_map(fn ($name) => wp_insert_term($name, 'category')['term_id'], CATEGORIES);
    $menu = wp_create_nav_menu('القائمة');
    set_theme_mod('nav_menu_locations', ['main' => $menu]);
    foreach ($categories as $id) {
        wp_update_nav_menu_item($menu, 0, ['menu-item-type' => 'taxonomy', 'menu-item-object' => 'category', 'menu-item-object-id' => $id, 'menu-item-status' => 'publish']);
    }
    foreach (['من نحن', 'اتصل بنا', 'سياسة الخصوصية', 'بحث'] as $title) {
        $content = $title === 'بحث' ? get_search_form(['echo' => false]) : news_text(3, 5) . "\n\n" . news_text(3, 5);
        $id = wp_insert_post(['post_type' => 'page', 'post_title' => $title, 'post_content' => $content, 'post_status' => 'publish', 'post_date' => '2015-01-01 12:00:00', 'post_author' => 1]);
        wp_update_nav_menu_item($menu, 0, ['menu-item-type' => 'post_type', 'menu-item-object' => 'page', 'menu-item-object-id' => $id, 'menu-item-status' => 'publish']);
        $title !== 'سياسة الخصوصية' || update_option('wp_page_for_privacy_policy', $id);
    }
    $images = [];
    foreach (range(1, 8) as $number) {
        $file = wp_upload_bits("photo-$number.png", null, news_png(90 + 20 * $number, 200 - 10 * $number, 40 * $number % 255));
        $id = wp_insert_attachment(['post_mime_type' => 'image/png', 'post_title' => "صورة $number", 'post_excerpt' => pick(OBJECTS), 'post_status' => 'inherit', 'post_date' => '2016-02-03 09:00:00'], $file['file']);
        $images[] = [$id, get_attachment_link($id), $file['url']];
    }
    $kinds = array_merge(array_fill(0, 20, 'draft'), array_fill(0, 5, 'private'), array_fill(0, 12, 'paged'), array_fill(0, 8, 'broken'), array_fill(0, 5, 'twice'), array_fill(0, 245, ''));
    for ($i = 294; $i > 0; $i--) {
        $j = mt_rand(0, $i);
        [$kinds[$i], $kinds[$j]] = [$kinds[$j], $kinds[$i]];
    }
    $titles = $urls = $again = $made = [];
    foreach ($kinds as $i => $kind) {
        do {
            $title = news_title();
        } while (isset($titles[$title]));
        $titles[$title] = true;
        $pages = $kind === 'paged' ? mt_rand(2, 4) : 1;
        $html = $texts = [];
        foreach (range(1, $pages) as $_) {
            $blocks = news_blocks($pages > 1 ? mt_rand(3, 4) : mt_rand(3, 9), $images, $urls);
            $texts[] = array_merge(...array_column($blocks, 1));
            $html[] = implode("\n\n", array_map(fn ($b) => $i % 2 ? preg_replace('~^<p>(.*)</p>$~u', '$1', $b[2]) : "<!-- wp:$b[0] -->\n$b[2]\n<!-- /wp:$b[0] -->", $blocks));
        }
        $sections = (array) pick($categories);
        mt_rand(0, 4) || ($other = pick($categories)) === $sections[0] || $sections[] = $other;
        $form = mt_rand(0, 6);
        $views = [mt_rand(2, 999), mt_rand(1000, 99999), mt_rand(11, 99) * 100, 1, mt_rand(2, 999), mt_rand(1000, 9999), mt_rand(2, 999)][$form];
        $moment = strtotime('2015-01-03 UTC') + (int) ($i * 12.2 * 86400) + mt_rand(0, 86399);
        $post = [
            'post_title' => $title, 'post_content' => wp_slash(implode("\n<!--nextpage-->\n", $html)), 'post_author' => $authors[$i * 7 % 4],
            'post_status' => in_array($kind, ['draft', 'private'], true) ? $kind : 'publish', 'post_date' => gmdate('Y-m-d H:i:s', $moment),
            'post_category' => $sections, 'tags_input' => array_unique([pick(TAGS), pick(TAGS)]), 'comment_status' => 'closed',
            'meta_input' => ['_views' => $views, '_form' => $form, '_primary' => $sections[0], '_texts' => wp_slash(wp_json_encode($texts))],
        ];
        if ($kind === 'broken') {
            $post['meta_input']['_broken'] = (string) (count($made) % 4);
            $made[] = $i;
        }
        $id = wp_insert_post($post);
        $post['post_status'] !== 'publish' || $urls[] = get_permalink($id);
        $kind !== 'twice' || $again[$id] = [$post, $moment];
        foreach ($i % 5 ? [] : [91, 377] as $later) {
            $day = gmdate('Y-m-d H:i:s', $moment + $later * 86400);
            wp_insert_comment(['comment_post_ID' => $id, 'comment_author' => 'قارئ', 'comment_content' => 'تعليق: ' . news_sentence(), 'comment_date' => $day, 'comment_date_gmt' => $day]);
        }
    }
    foreach ($again as $id => [$post, $moment]) {
        $post['post_date'] = gmdate('Y-m-d H:i:s', $moment + mt_rand(40, 300) * 86400);
        $post['meta_input']['_copy'] = $id;
        $post['post_author'] = $authors[0];
        wp_insert_post($post);
    }
}

/** Print what the database knows, as JSON. */
function news_gold() {
    $gold = ['posts' => [], 'others' => []];
    foreach (get_posts(['numberposts' => -1, 'post_type' => ['post', 'page', 'attachment'], 'post_status' => 'any', 'orderby' => 'ID', 'order' => 'ASC']) as $post) {
        $id = $post->ID;
        if ($post->post_type !== 'post') {
            $gold['others'][get_permalink($id)] = $post->post_type;
            continue;
        }
        $copy = (int) get_post_meta($id, '_copy', true);
        $form = (int) get_post_meta($id, '_form', true);
        $gold['posts'][] = [
            'id' => $id, 'url' => get_permalink($id), 'status' => $post->post_status, 'title' => $post->post_title,
            'style' => news_style($id), 'day' => get_the_date('Y-m-d', $id), 'published' => get_the_date('c', $id),
            'views_form' => $form, 'views' => $form < 6 ? (int) get_post_meta($id, '_views', true) : null,
            'sections' => array_column(news_sections($id), 'name'), 'author' => get_the_author_meta('display_name', $post->post_author),
            'tags' => wp_get_post_tags($id, ['fields' => 'names']),
            'pages' => json_decode(get_post_meta($id, '_texts', true)), 'copy_of' => $copy ? get_permalink($copy) : null,
        ];
    }
    echo wp_json_encode($gold, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES), "\n";
}

// How this file was called ----------------------------------------------------------------------

if (PHP_SAPI === 'cli-server' && !defined('ABSPATH')) {
    $path = $_SERVER['DOCUMENT_ROOT'] . rawurldecode(strtok($_SERVER['REQUEST_URI'], '?'));
    if (is_file($path) || (is_file("$path/index.php") && realpath($path) !== realpath($_SERVER['DOCUMENT_ROOT']))) {
        return false;
    }
    $_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
    $_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
    require $_SERVER['SCRIPT_FILENAME'];
    return true;
}
if (PHP_SAPI === 'cli' && !defined('ABSPATH')) {
    [, $step, $root] = $argv;
    $_SERVER['HTTP_HOST'] = $_SERVER['SERVER_NAME'] = '127.0.0.1';
    if ($step === 'install') {
        define('WP_INSTALLING', true);
        function wp_new_blog_notification() {} // It would send a mail.
    }
    require "$root/wp-load.php";
    require_once ABSPATH . 'wp-admin/includes/upgrade.php';
    ['install' => 'news_install', 'fill' => 'news_fill', 'gold' => 'news_gold'][$step]();
    exit;
}
