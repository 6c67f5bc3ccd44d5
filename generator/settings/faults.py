"""What can be wrong in site.yaml. Every fault has the code E-CFG and the exit code USAGE."""

from __future__ import annotations

from generator.diagnostics import Exit, Fault

BAD_BASE_URL = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="عنوان الموقع «{value}» لا يصلح أساساً للروابط",
    en="the base address “{value}” cannot begin the links of the site",
    hint_ar="اكتبه كاملاً من غير ? ولا #، مثل https://example.org/daftar/",
    hint_en="write it in full, without ? or #, like https://example.org/daftar/",
)
BAD_SERVER = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="عنوان خادم التعليقات «{value}» غير صالح",
    en="“{value}” is no address of a server of comments",
    hint_ar="اكتبه كاملاً بحروف لاتينية، مثل https://comments.example.org",
    hint_en="write it in full, in plain letters, like https://comments.example.org",
)
BAD_MAIL = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="«{value}» ليس عنوان بريد إلكتروني",
    en="“{value}” is no e-mail address",
    hint_ar="اكتبه مثل comments@example.org",
    hint_en="write it like comments@example.org",
)
UNKNOWN_ZONE = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="لا منطقة زمنية باسم «{value}»",
    en="there is no time zone “{value}”",
    hint_ar="اكتب اسمها من قائمة IANA، مثل {near}",
    hint_en="write its IANA name, like {near}",
)
BAD_LOCALE = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="«{value}» ليس رمز لغة",
    en="“{value}” is not a language code",
    hint_ar="اكتب رمزاً مثل {example}",
    hint_en="write a code like {example}",
)
BAD_PERMALINK = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="نمط الروابط «{value}» لا يصلح عنواناً فريداً لكل مقال",
    en="the permalink pattern “{value}” does not give each article an address of its own",
    hint_ar="ابدأه بشرطة مائلة، وضع فيه slug أو id بين معقوفين، بلا .. ولا رموز أخرى",
    hint_en="begin it with a slash, and put slug or id in it, in braces; no .. and no other signs",
)
UNKNOWN_PLACE = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="لا خانة باسم «{name}» في نمط الروابط",
    en="a permalink pattern has no place named “{name}”",
    hint_ar="الخانات المعروفة بين معقوفين: {known}",
    hint_en="the places, each in braces: {known}",
)
NAMED_TWICE = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="الاسم «{name}» مذكور مرتين: في السطر {first} وفي السطر {second}",
    en="the name “{name}” stands twice: on line {first} and on line {second}",
    hint_ar="احذف أحدهما: الاسمان واحد وإن اختلفت الهمزة أو التشكيل",
    hint_en="remove one: names that differ by hamza or harakat alone are one name",
)
UNKNOWN_NAME = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="لا {what_ar} باسم «{name}» في هذا الملف",
    en="no {what_en} is named “{name}” in this file",
    hint_ar="اكتب اسماً من: {known}",
    hint_en="write one of: {known}",
)
UNKNOWN_NAME_NEAR = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="لا {what_ar} باسم «{name}» في هذا الملف",
    en="no {what_en} is named “{name}” in this file",
    hint_ar="هل تقصد «{near}»؟",
    hint_en="did you mean “{near}”?",
)
BAD_TARGET = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="وجهة القائمة «{target}» غير معروفة",
    en="the menu target “{target}” is not known",
    hint_ar="اكتب اسم تصنيف، أو ملف صفحة مثل about.md، أو مساراً مثل ‎/archive/‎، أو رابطاً كاملاً",
    hint_en="write a category, a page like about.md, a path like /archive/, or a full address",
)
NO_PATH = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="«{value}» ليس مساراً في هذا الموقع",
    en="“{value}” is not a path of this site",
    hint_ar="اكتب مساراً يبدأ بشرطة مائلة مثل /tag/news/، أجزاؤه تصلح أسماء ملفات،"
    " بلا .. ولا ? ولا #",
    hint_en="write a path that begins with /, like /tag/news/, of names that files can have,"
    " without .., ? or #",
)
CIRCLE = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="المرادف «{name}» مردود بدوره إلى اسم آخر",
    en="the synonym “{name}” is itself led to another name",
    hint_ar="اجعل كل صيغة تقود مباشرة إلى الاسم المعتمد",
    hint_en="lead each variant straight to the name that is shown",
)
LONELY = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="في هذه المجموعة كلمة واحدة: «{name}»",
    en="there is only one word in this group: “{name}”",
    hint_ar="اكتب معها مرادفها، تفصلهما فاصلة: خطة، خطط",
    hint_en="write what it goes with beside it, after a comma: خطة، خطط",
)
UNTITLED = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="قسم بلا عنوان ولا تصنيف ولا وسم ولا نوع",
    en="a section without title, category, tag or kind",
    hint_ar="أضف العنوان: title: أحدث المقالات",
    hint_en="add a title: title: أحدث المقالات",
)
BAD_PAIR = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="المتوقع علامتان: فاتحة وغالقة",
    en="expected two signs: one that opens and one that closes",
    hint_ar="اكتبهما معاً، مثل: «»",
    hint_en="write them together, like: «»",
)
BAD_HOST = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="عنوان المضيف «{value}» غير مفهوم",
    en="the address of the host, “{value}”, is not understood",
    hint_ar="اكتبه مثل sftp://user@example.org/var/www أو ftpes:// أو s3://bucket أو "
    "rclone:name:path",
    hint_en="write it like sftp://user@example.org/var/www, ftpes://, s3://bucket or "
    "rclone:name:path",
)
BAD_GIT = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="عنوان المستودع «{value}» لا يُقبل",
    en="the address of the repository, “{value}”, is not accepted",
    hint_ar="اكتبه مثل https://example.org/site.git أو git@example.org:name/site.git، أو مسار مجلد",
    hint_en="write it like https://example.org/site.git or git@example.org:name/site.git, or as "
    "the path of a folder",
)
BAD_BRANCH = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="لا يصلح «{value}» اسماً لفرع في git",
    en="“{value}” cannot be the name of a branch in git",
    hint_ar="اكتبه حروفاً وأرقاماً بينها شرطات، مثل gh-pages",
    hint_en="write letters and digits joined by hyphens, like gh-pages",
)
SECRET = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="في هذا العنوان كلمة سر، وهذا الملف يقرؤه غيرك",
    en="this address holds a password, and others read this file",
    hint_ar="احذفها من هنا وغيّرها، ثم ضعها في متغير البيئة TAHLIL_DEPLOY_PASSWORD",
    hint_en="remove it from here and change it, then put it into the environment variable "
    "TAHLIL_DEPLOY_PASSWORD",
)
TOKEN = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="قبل @ في هذا العنوان ما قد يكون رمز دخول (token)، وهذا الملف يقرؤه غيرك",
    en="what stands before @ in this address may be a token, and others read this file",
    hint_ar="احذفه مع @. فإن كان رمزاً فغيّره وضعه في متغير البيئة TAHLIL_DEPLOY_PASSWORD",
    hint_en="remove it, with the @; a token you should change, then put it into the environment "
    "variable TAHLIL_DEPLOY_PASSWORD",
)
PLAIN_FTP = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="ينقل FTP كلمة السر والملفات مكشوفة",
    en="FTP carries the password and the files in the open",
    hint_ar="اكتب ftpes:// بدل ftp://، فإن كان المضيف لا يعرفه فأضف plain_ftp: نعم",
    hint_en="write ftpes:// for ftp://; if the host does not know it, add plain_ftp: yes",
)
ONE_PLACE = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="لوجهة النشر «{name}» مكان واحد: مجلد أو مستودع أو مضيف",
    en="the deploy target “{name}” has one place: a folder, a repository (git) or a host",
    hint_ar="اكتب لها مفتاحاً واحداً من folder وgit وhost",
    hint_en="give it one of the keys folder, git and host",
)
