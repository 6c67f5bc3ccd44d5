"""What may be an image of the publication, and what is said of everything else."""

from __future__ import annotations

from generator.diagnostics import Exit, Failed, Fault

UNFIT = Fault(
    code="E-IMG",
    ar="لا تصلح هذه الصورة للنشر: {reason_ar}.",
    en="This image cannot be published: {reason_en}.",
    hint_ar="احفظها من جديد بصيغة JPEG أو PNG أو WebP أو SVG بسيط، بأقل من {limit} مليون بكسل.",
    hint_en="Save it again as JPEG, PNG, WebP or a plain SVG of less than {limit} million pixels.",
)
PHONE = Fault(
    code="E-IMG",
    ar="هذه صورة هاتف بصيغة HEIC، ولا تعرضها أكثر المتصفحات.",
    en="This is a phone's HEIC picture, which most browsers do not show.",
    hint_ar="صدّرها بصيغة JPEG؛ ولهاتف iPhone: الإعدادات ← الكاميرا ← التنسيقات ← الأكثر توافقاً.",
    hint_en="Export it as JPEG; on an iPhone: Settings, Camera, Formats, Most Compatible.",
)
NO_AVIF = Fault(
    code="E-AVIF",
    ar="نسخة Pillow على هذا الجهاز لا تعرف صيغة AVIF.",
    en="The Pillow on this machine does not know the AVIF format.",
    hint_ar="ثبّت Pillow من حزمتها الجاهزة (make setup)، أو اكتب avif: لا تحت images في site.yaml.",
    hint_en="Install Pillow from its wheel (make setup), or write avif: no under images in"
    " site.yaml.",
    exit_code=Exit.ENVIRONMENT,
)

MAX_PIXELS = 50_000_000
"""More than any camera of a newsroom takes; decoded it is 150 MB."""

FORMATS = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".png": "PNG",
    ".webp": "WEBP",
    ".gif": "GIF",
    ".avif": "AVIF",
    ".svg": "SVG",
    ".heic": "HEIC",
    ".heif": "HEIC",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".bmp": "BMP",
}
"""The file names that are images, and the format that each must really have. The last three are
there to be refused: people put them beside the others, and browsers show none."""

DECODED = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
"""The formats whose decoders are ever called."""


def unfit(path: str, reason_ar: str, reason_en: str) -> Failed:
    limit = MAX_PIXELS // 1_000_000
    return Failed([UNFIT.at(path, reason_ar=reason_ar, reason_en=reason_en, limit=limit)])
