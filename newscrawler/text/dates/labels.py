"""Labels of dates: words that name the publication or the last change."""

import re
from typing import Literal

from newscrawler.text.arabic import fold_letters

DateOf = Literal["published", "modified"]


def _any(words: str) -> str:
    """Return a regex of alternatives; each word is a regex itself, «_» is a space."""
    return fold_letters("|".join(words.split()), ta_marbuta=True).replace("_", " ")


_UPDATE = _any("""
    آخر_تحديث تحديث محدث حدث_في حدثت_في آخر_تعديل تم_التعديل تعديل last_updated? updated? modified
    last_edited last_change mise?_à_jour actualisé modifiée? aktualisiert aktualisierung geändert
    zuletzt actualizad[oa] actualización modificad[oa] atualizad[oa] atualização aggiornat[oa]
    aggiornamento modificato обновлен[оа]? обновлено изменено оновлено güncellen?me güncellendi
    son_güncelleme به‌روزرسانی بروزرسانی به_روز_رسانی ویرایش aktualizacja zaktualizowano ενημέρωση
    ενημερώθηκε bijgewerkt gewijzigd uppdaterad opdateret oppdatert päivitetty aktualizováno
    actualizat diperbarui עודכן cập_nhật
""")
_PUBLICATION = _any("""
    تاريخ_النشر النشر نشر نشره نشرها نشرت منشور تاريخ_الإضافة أضيف كتب published posted publié
    publication created veröffentlicht erstellt publicad[oa] publicación pubblicato
    опубликован[оа]? дата_публикации опубліковано yayın yayınlanma yayınlandı giriş انتشار منتشر
    opublikowano data_publikacji δημοσιεύτηκε δημοσίευση gepubliceerd publicerad publiceret
    publisert julkaistu zveřejněno publicat פורסם
""")
_LABEL = re.compile(
    rf"(?<![^\W\d_])(?:(?P<update>{_UPDATE})|(?P<publication>{_PUBLICATION}))(?![^\W\d_])"
    # Scripts without spaces between words.
    r"|(?P<update_>更新|업데이트|수정)|(?P<publication_>发布|發佈|發布|公開|입력|등록)"
)
_FOOTER = re.compile(
    r"©|\(c\)|copyright|all rights|rights reserved|derechos reservados|tous droits|"
    + _any("حقوق_النشر حقوق_الطبع حقوق_الملكية جميع_الحقوق الحقوق_محفوظة کلیه_حقوق")
    + "|все права|alle rechte|tüm hakları"
)


def is_footer(folded: str) -> bool:
    """Tell whether a folded text is a copyright line, whose year is the site's."""
    return bool(_FOOTER.search(folded))


def part_about(folded: str, of: DateOf) -> str:
    """Return the part of a folded text about its publication, or about its last change.

    A label applies to what follows, up to the next label; text before any label is about the
    publication. A lone label of a change that no digits follow applies to what precedes it.
    """
    starts = [(0, None), *((m.start(), m) for m in _LABEL.finditer(folded))]
    ends = [start for start, _ in starts[1:]] + [len(folded)]
    parts: dict[str, list[str]] = {"published": [], "modified": []}
    for (start, label), end in zip(starts, ends, strict=True):
        kind = "modified" if label and (label["update"] or label["update_"]) else "published"
        parts[kind].append(folded[start:end])
    published, modified = " ".join(parts["published"]), " ".join(parts["modified"])
    if modified and not any(c.isdigit() for c in modified):
        is_labelled = any(
            label and (label["publication"] or label["publication_"]) for _, label in starts
        )
        published, modified = (published, "") if is_labelled else ("", folded)
    if of == "published":
        return published
    return modified or published


def without_labels(folded: str) -> str:
    """Return a folded text without its labels."""
    return _LABEL.sub(" ", folded)


def is_update(folded: str) -> bool:
    """Tell whether the last label of a folded text names a change."""
    kinds = [bool(label["update"] or label["update_"]) for label in _LABEL.finditer(folded)]
    return kinds[-1:] == [True]


def is_publication(folded: str) -> bool:
    """Tell whether a folded text has a label of publication."""
    return any(label["publication"] or label["publication_"] for label in _LABEL.finditer(folded))
