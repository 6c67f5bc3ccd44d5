"""What can go wrong on the way to a host. With exit code 4 the host may hold a part of the new
site; nothing was deleted there, and the same command goes on from where it stopped."""

from __future__ import annotations

from collections.abc import Sequence

from generator.diagnostics import Exit, Fault, Severity

UNBUILT = Fault(
    code="E-SITE",
    exit_code=Exit.USAGE,
    ar="لا موقع مكتملاً للنشر في {path}",
    en="There is no complete site to deploy in {path}",
    hint_ar="ابنِه بالأمر tahlil build، وانظر إليه، ثم أعد النشر.",
    hint_en="Build it with tahlil build, look at it, then deploy again.",
)
PREVIEW = Fault(
    code="E-SITE",
    exit_code=Exit.USAGE,
    ar="في {path} معاينة، وفيها المسودات؛ المعاينة لا تُنشر.",
    en="{path} holds a preview, with drafts in it; previews are not deployed.",
    hint_ar="ابنِ الموقع بالأمر tahlil build.",
    hint_en="Build the site with tahlil build.",
)
DAMAGED = Fault(
    code="E-SITE",
    exit_code=Exit.USAGE,
    ar="هذا الملف ليس كما تركه البناء.",
    en="This file is not as the build left it.",
    hint_ar="أعد البناء بالأمر tahlil build ثم انشر.",
    hint_en="Run tahlil build again, then deploy.",
)
OUTDATED = Fault(
    code="W-OUTDATED",
    severity=Severity.WARNING,
    ar="الموقع المبني أقدم من مصادره؛ ما تغيّر منها بعد آخر بناء: {count} ({paths}). يُنشر ما بُني.",
    en="The built site is older than its sources: {count} changed since the last build ({paths}). "
    "What was built is what goes out.",
    hint_ar="لنشر ما تغيّر: tahlil build، ثم انظر، ثم انشر.",
    hint_en="To publish the changes: tahlil build, look at it, then deploy.",
)
AHEAD = Fault(
    code="W-OUTDATED",
    severity=Severity.WARNING,
    ar="بُني الموقع كما سيكون في وقت لم يأت بعد (--now)، وبين الآن وذلك الوقت مقال يظهر أو يُسحب.",
    en="The site was built for a later moment than now (--now), and between the two an article "
    "appears or goes.",
    hint_ar="ليكون الموقع كما هو الآن: tahlil build من غير --now، ثم انظر، ثم انشر.",
    hint_en="For the site of now: tahlil build without --now, look at it, then deploy.",
)
EARLY = Fault(
    code="E-EARLY",
    exit_code=Exit.USAGE,
    ar="لم يُرسل شيء: بُني الموقع كما سيكون في وقت لم يأت بعد (--now)، وفيه ما لم يحن نشره: {paths}",
    en="Nothing was sent: the site was built for a later moment than now (--now), and it shows "
    "what is not to be out yet: {paths}",
    hint_ar="ابنِه بالأمر tahlil build من غير --now، ثم انظر، ثم انشر.",
    hint_en="Run tahlil build without --now, look at it, then deploy.",
)
HELD = Fault(
    code="W-HELD",
    severity=Severity.WARNING,
    ar="يُنشر هذا على نسخته السابقة أو لا يُنشر، لخطأ فيه حُجز له عند البناء: {paths}",
    en="These go out as they were before, or not at all: they have a fault and were held: {paths}",
    hint_ar="أصلح الخطأ ثم ابنِ وانشر.",
    hint_en="Mend the fault, build, and deploy again.",
)
DUE = Fault(
    code="W-OUTDATED",
    severity=Severity.WARNING,
    ar="حلّ بعد آخر بناء موعد ظهور مقال أو سحبه، وليس ذلك في الموقع المبني.",
    en="Since the last build the time of an article has come, to appear or to go, and the built "
    "site does not show it.",
    hint_ar="لينفذ الموعد: tahlil build، ثم انظر، ثم انشر.",
    hint_en="For it to count: tahlil build, look at it, then deploy.",
)
NO_TARGETS = Fault(
    code="E-TARGET",
    exit_code=Exit.USAGE,
    ar="لم تُعرَّف بعد وجهة نشر في site.yaml.",
    en="No deploy target is defined in site.yaml yet.",
    hint_ar="اكتب الوجهة تحت deploy في site.yaml؛ في README وصفة لكل نوع من المضيفين.",
    hint_en="Write one under deploy in site.yaml; README has a recipe for each kind of host.",
)
NEAR_TARGET = Fault(
    code="E-TARGET",
    exit_code=Exit.USAGE,
    ar="لا وجهة نشر باسم «{name}» في site.yaml.",
    en="site.yaml has no deploy target “{name}”.",
    hint_ar="لعلك تقصد «{near}»؟",
    hint_en="Did you mean “{near}”?",
)
NO_TARGET = Fault(
    code="E-TARGET",
    exit_code=Exit.USAGE,
    ar="لا وجهة نشر باسم «{name}» في site.yaml؛ المعروف: {known}",
    en="site.yaml has no deploy target “{name}”; it knows: {known}",
    hint_ar="اكتب الوجهة تحت deploy في site.yaml؛ في README وصفة لكل نوع من المضيفين.",
    hint_en="Write it under deploy in site.yaml; README has a recipe for each kind of host.",
)
NO_ROLLBACK = Fault(
    code="E-TARGET",
    exit_code=Exit.USAGE,
    ar="لا تحفظ الوجهة «{name}» إصدارات سابقة.",
    en="The target “{name}” keeps no earlier releases.",
    hint_ar="أعد المصادر إلى ما كانت عليه، ثم ابنِ وانشر.",
    hint_en="Take the sources back to where they were, then build and deploy.",
)
NOTHING_EARLIER = Fault(
    code="E-TARGET",
    exit_code=Exit.USAGE,
    ar="لا إصدار أقدم في «{name}» يُرجع إليه.",
    en="“{name}” has no earlier release to go back to.",
    hint_ar="أعد المصادر إلى ما كانت عليه، ثم ابنِ وانشر.",
    hint_en="Take the sources back to where they were, then build and deploy.",
)
BAD_PLACE = Fault(
    code="E-TARGET",
    exit_code=Exit.USAGE,
    ar="لا يصلح هذا المكان للنشر: {path}",
    en="The site cannot be deployed to {path}",
    hint_ar="اختر مجلداً خارج المشروع، ليس فيه ملف أو مجلد باسم current.",
    hint_en="Choose a folder outside of the project, with no file or folder called current in it.",
)
NO_PROGRAM = Fault(
    code="E-TARGET",
    exit_code=Exit.USAGE,
    ar="يحتاج النشر إلى «{name}» إلى البرنامج {program}.",
    en="To deploy to “{name}” the program {program} is needed.",
    hint_ar="ثبّته: {install}",
    hint_en="Install it: {install}",
)
OTHER_SITE = Fault(
    code="E-OTHER",
    exit_code=Exit.USAGE,
    ar="في «{name}» موقع آخر: {other}، وموقعك {site}. لم يُمس منه شيء.",
    en="“{name}” holds another site: {other}, and yours is {site}. Nothing there was touched.",
    hint_ar="صحح الوجهة أو base_url في site.yaml، أو احذف {record} من المضيف إن صار المكان لك.",
    hint_en="Mend the target or base_url in site.yaml, or delete {record} there if the place "
    "is yours now.",
)
FOREIGN = Fault(
    code="E-TAKEN",
    exit_code=Exit.DEPLOY,
    ar="في المضيف ملف لم ننشره يقف مكان ملف منّا.",
    en="A file that we did not deploy stands on the host where one of ours must go.",
    hint_ar="انقله أو احذفه هناك، أو اقبل استبداله بالخيار --adopt.",
    hint_en="Move or delete it there, or let it be replaced with --adopt.",
)
MANY = Fault(
    code="E-MANY",
    exit_code=Exit.DEPLOY,
    ar="سيُحذف من المضيف {count} من {all}، وهذا كثير فتوقف النشر: {paths}",
    en="{count} files of {all} would be deleted from the host, which is many, so nothing was "
    "done: {paths}",
    hint_ar="إن كان هذا ما تريد فأعد الأمر مع --allow-delete {count}",
    hint_en="If that is what you want, run the command again with --allow-delete {count}",
)
NAMES = Fault(
    code="E-NAMES",
    exit_code=Exit.DEPLOY,
    ar="اسم أطول مما يقبله المضيف: {bytes} بايت.",
    en="The host does not take a name of this length: {bytes} bytes.",
    hint_ar="قصّر المعرف (slug) أو مسار الوجهة.",
    hint_en="Shorten its slug, or the path of the target.",
)
ARABIC_NAMES = Fault(
    code="E-NAMES",
    exit_code=Exit.DEPLOY,
    ar="لا يحفظ هذا المضيف أسماء الملفات العربية كما هي.",
    en="This host does not keep Arabic names of files as they are.",
    hint_ar="اكتب slugs: ascii في site.yaml، ثم ابنِ وانشر؛ أو اختر مضيفاً آخر.",
    hint_en="Write slugs: ascii in site.yaml, then build and deploy; or choose another host.",
)
BUSY = Fault(
    code="E-BUSY",
    exit_code=Exit.ENVIRONMENT,
    ar="ينشر غيرك الآن إلى «{name}»: {owner}، منذ {since}.",
    en="Somebody else is deploying to “{name}”: {owner}, since {since}.",
    hint_ar="انتظر حتى ينتهي. فإن علمت أنه انقطع فأعد الأمر مع --break-lock",
    hint_en="Wait until that is done. If you know that it died, use --break-lock",
)
UNKNOWN_KEY = Fault(
    code="E-HOSTKEY",
    exit_code=Exit.DEPLOY,
    ar="مفتاح المضيف {host} غير معروف على هذا الجهاز، أو تغيّر: {fingerprints}",
    en="The key of {host} is not known on this machine, or it has changed: {fingerprints}",
    hint_ar="قارن البصمة بما عند صاحب المضيف. فإن طابقت فاقبلها: {command}",
    hint_en="Compare the fingerprint with what the host's owner tells you. If it is the same, "
    "accept it: {command}",
)
BAD_TLS = Fault(
    code="E-TLS",
    exit_code=Exit.DEPLOY,
    ar="شهادة المضيف {host} غير مقبولة: {reason}",
    en="The certificate of {host} is not accepted: {reason}",
    hint_ar="اطلب من المضيف شهادة صحيحة باسمه، أو استعمل sftp://. لم يُرسل شيء.",
    hint_en="Ask for a valid certificate in the host's name, or use sftp://. Nothing was sent.",
)
REFUSED = Fault(
    code="E-LOGIN",
    exit_code=Exit.DEPLOY,
    ar="لم يقبل المضيف {host} الدخول: {reason}",
    en="{host} did not let us in: {reason}",
    hint_ar="راجع اسم المستخدم ومتغير البيئة TAHLIL_DEPLOY_PASSWORD؛ ومضيف لا يقبل إلا المفاتيح "
    "يريد RCLONE_SFTP_KEY_FILE.",
    hint_en="Look at the user and the environment variable TAHLIL_DEPLOY_PASSWORD; a host that "
    "takes keys only wants RCLONE_SFTP_KEY_FILE.",
)
INCOMPLETE = Fault(
    code="E-DEPLOY",
    exit_code=Exit.DEPLOY,
    ar="لم يكتمل النشر إلى «{name}»: تم {done} وبقي {left}، ولم يُحذف شيء بعد الخطأ. {reason}",
    en="Deploying to “{name}” is incomplete: {done} done, {left} left, and nothing was deleted "
    "after the error. {reason}",
    hint_ar="أعد الأمر نفسه: يكمل من حيث توقف.",
    hint_en="Run the same command again: it goes on from there.",
)
UNFAITHFUL = Fault(
    code="E-VERIFY",
    exit_code=Exit.DEPLOY,
    ar="ما يحفظه المضيف من هذا الملف ليس ما أُرسل إليه، بعد {tries} محاولات.",
    en="What the host keeps of this file is not what was sent, after {tries} tries.",
    hint_ar="راجع مساحة القرص والحصة عند المضيف، ثم أعد الأمر نفسه.",
    hint_en="Look at the host's disk and quota, then run the same command again.",
)
UNRECORDED = Fault(
    code="W-UNRECORDED",
    severity=Severity.WARNING,
    ar="لا سجل صالحاً في «{name}» لما نُشر فيها: قورن كل ملف، ولم يُحذف شيء.",
    en="“{name}” has no sound record of what was deployed there: every file was compared, and "
    "nothing was deleted.",
    hint_ar="هذا معتاد في النشر الأول. احذف بنفسك ما بقي هناك من موقع أقدم.",
    hint_en="Usual for a first deployment. Delete by hand what an older site left there.",
)
NOT_BEGUN = Fault(
    code="E-DEPLOY",
    exit_code=Exit.DEPLOY,
    ar="لم يبدأ النشر إلى «{name}»، فلم يُرسل شيء ولم يُحذف. {reason}",
    en="Deploying to “{name}” did not begin; nothing was sent or deleted. {reason}",
    hint_ar="أعد الأمر نفسه؛ فإن بقي الخطأ فراجع الوجهة في site.yaml.",
    hint_en="Run the same command again; if the error stays, look at the target in site.yaml.",
)
UNREACHED = Fault(
    code="E-NET",
    exit_code=Exit.DEPLOY,
    ar="تعذر الوصول إلى المضيف {host}، فلم يُرسل شيء: {reason}",
    en="{host} could not be reached, so nothing was sent: {reason}",
    hint_ar="راجع اسم المضيف والمنفذ في site.yaml، واتصالك بالشبكة، ثم أعد الأمر.",
    hint_en="Look at the host's name and port in site.yaml, and at the network; then run the "
    "command again.",
)
NO_PASSWORD = Fault(
    code="E-LOGIN",
    exit_code=Exit.DEPLOY,
    ar="لا كلمة سر للمضيف {host}، أو هي في إعداد rclone كما هي غير محجوبة: {reason}",
    en="There is no password for {host}, or rclone's configuration has it unobscured: {reason}",
    hint_ar="ضعها في متغير البيئة TAHLIL_DEPLOY_PASSWORD؛ أما وجهة rclone: فاكتبها بالأمر "
    "rclone config.",
    hint_en="Set the environment variable TAHLIL_DEPLOY_PASSWORD; for a target rclone:… set it "
    "with rclone config.",
)
NO_KEY = Fault(
    code="E-LOGIN",
    exit_code=Exit.DEPLOY,
    ar="لا شيء يُدخل به إلى {host}: لا مفتاح ولا وكيل SSH ولا كلمة سر. {reason}",
    en="There is nothing to log in to {host} with: no key, no SSH agent, no password. {reason}",
    hint_ar="ضع مسار المفتاح في RCLONE_SFTP_KEY_FILE، أو شغّل الوكيل (ssh-add)، أو ضع كلمة السر في "
    "TAHLIL_DEPLOY_PASSWORD.",
    hint_en="Set RCLONE_SFTP_KEY_FILE to the path of a key, or start an agent (ssh-add), or set "
    "TAHLIL_DEPLOY_PASSWORD.",
)
BAD_KEY = Fault(
    code="E-LOGIN",
    exit_code=Exit.DEPLOY,
    ar="تعذرت قراءة ملف المفتاح الخاص: {reason}",
    en="The file of the private key cannot be read: {reason}",
    hint_ar="راجع المسار في RCLONE_SFTP_KEY_FILE: يكون المفتاح الخاص نفسه، لا ملف ‎.pub، ولك أن "
    "تقرأه.",
    hint_en="Look at the path in RCLONE_SFTP_KEY_FILE: it must be the private key, not its .pub, "
    "and readable for you.",
)
LOCKED_KEY = Fault(
    code="E-LOGIN",
    exit_code=Exit.DEPLOY,
    ar="المفتاح الخاص محمي بعبارة سر: {reason}",
    en="The private key is locked with a passphrase: {reason}",
    hint_ar="افتحه في وكيل SSH بالأمر ssh-add، وألغِ المتغير RCLONE_SFTP_KEY_FILE.",
    hint_en="Unlock it in an SSH agent with ssh-add, and unset RCLONE_SFTP_KEY_FILE.",
)
S3_KEYS = Fault(
    code="E-LOGIN",
    exit_code=Exit.DEPLOY,
    ar="مفاتيح S3 للحاوية {host} غائبة أو غير مقبولة: {reason}",
    en="The S3 keys for the bucket {host} are missing or not accepted: {reason}",
    hint_ar="راجع AWS_ACCESS_KEY_ID وAWS_SECRET_ACCESS_KEY، وحق المفتاح في هذه الحاوية.",
    hint_en="Look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and at what the key may do "
    "with this bucket.",
)
REMOTE_REFUSED = Fault(
    code="E-LOGIN",
    exit_code=Exit.DEPLOY,
    ar="لم يقبل المضيف «{host}» الدخول: {reason}",
    en="“{host}” did not let us in: {reason}",
    hint_ar="راجع المستخدم وكلمة السر أو المفتاح في إعداد rclone: rclone config",
    hint_en="Look at the user and the password or key in rclone's configuration: rclone config",
)
NO_REMOTE = Fault(
    code="E-TARGET",
    exit_code=Exit.USAGE,
    ar="لا يعرف rclone هذه الوجهة: {host}",
    en="rclone does not know this remote: {host}",
    hint_ar="عرّفها بالأمر rclone config، أو صحح اسمها في site.yaml؛ rclone listremotes يسرد "
    "المعروف.",
    hint_en="Make it with rclone config, or mend its name in site.yaml; rclone listremotes lists "
    "those there are.",
)
NO_BUCKET = Fault(
    code="E-TARGET",
    exit_code=Exit.USAGE,
    ar="لا حاوية باسم {host} في خدمة S3 هذه.",
    en="This S3 service has no bucket {host}.",
    hint_ar="أنشئها عند صاحب الخدمة، أو صحح اسمها أو endpoint في site.yaml.",
    hint_en="Make it at the service, or mend its name or endpoint in site.yaml.",
)
FULL = Fault(
    code="E-FULL",
    exit_code=Exit.DEPLOY,
    ar="يبدو أن لا مساحة في المضيف {host}: تم {done} وبقي {left}، ولم يُحذف شيء بعد الخطأ. {reason}",
    en="{host} seems to have no room left: {done} done, {left} left, and nothing was deleted "
    "after the error. {reason}",
    hint_ar="أفرغ مساحة في قرص المضيف أو زد الحصة، ثم أعد الأمر نفسه: يكمل من حيث توقف.",
    hint_en="Make room on the host's disk or get a larger quota, then run the same command "
    "again: it goes on from there.",
)
NO_RIGHTS = Fault(
    code="E-RIGHTS",
    exit_code=Exit.DEPLOY,
    ar="لا حق لنا في القراءة أو الكتابة هناك في المضيف {host}: تم {done} وبقي {left}، ولم يُحذف "
    "شيء بعد الخطأ. {reason}",
    en="We may not read or write there at {host}: {done} done, {left} left, and nothing was "
    "deleted after the error. {reason}",
    hint_ar="راجع المسار في site.yaml، وحقوق هذا المستخدم في ذلك المجلد عند المضيف.",
    hint_en="Look at the path in site.yaml, and at the rights of this user in that folder of "
    "the host.",
)


def listed(paths: Sequence[str], most: int) -> str:
    """The first of the paths, by name, and whether there are more."""
    return "، ".join(paths[:most]) + ("، …" if len(paths) > most else "")


NO_REPOSITORY = Fault(
    code="E-DEPLOY",
    exit_code=Exit.DEPLOY,
    ar="لا مستودع لـ«{name}» في العنوان المذكور، أو لا يحق لك أن تراه. لم يُرسل شيء. {reason}",
    en="There is no repository for “{name}” at its address, or you may not see it. Nothing was "
    "sent. {reason}",
    hint_ar="راجع العنوان في site.yaml، وأنشئ المستودع عند المضيف إن لم يكن، واطلب حق الكتابة فيه.",
    hint_en="Look at the address in site.yaml; make the repository at the host if there is none, "
    "and ask for the right to write to it.",
)
DECLINED = Fault(
    code="E-DEPLOY",
    exit_code=Exit.DEPLOY,
    ar="رفض المضيف ما أُرسل إلى «{name}» بقاعدة عنده، والفرع كما كان. {reason}",
    en="The host refused by a rule of its own what was sent to “{name}”; the branch is as it was. "
    "{reason}",
    hint_ar="اسمح لنفسك بالكتابة في الفرع من إعدادات المستودع عند المضيف، أو اختر فرعاً آخر في "
    "site.yaml.",
    hint_en="Allow yourself to push to the branch in the host's settings of the repository, or "
    "choose another branch in site.yaml.",
)
FOREIGN_NOW = Fault(
    code="E-TAKEN",
    exit_code=Exit.DEPLOY,
    ar="في المضيف ملف لم ننشره يقف الآن مكان ملف من الإصدار الأقدم. لم يُمس شيء.",
    en="A file that we did not deploy now stands on the host where one of the earlier release "
    "must go. Nothing was touched.",
    hint_ar="انقله أو احذفه هناك، ثم أعد الأمر نفسه.",
    hint_en="Move or delete it there, then run the same command again.",
)
OTHER_BRANCH = Fault(
    code="E-OTHER",
    exit_code=Exit.USAGE,
    ar="في الفرع {branch} من «{name}» ملفات ليست من موقع نشرناه، ولم يُرسل شيء: {paths}",
    en="The branch {branch} of “{name}” holds files that are of no site we deployed, and nothing "
    "was sent: {paths}",
    hint_ar="اكتب في site.yaml فرعاً للموقع وحده، مثل branch: gh-pages، أو اقبل أن يوضع بين هذه "
    "الملفات بالخيار --adopt.",
    hint_en="Name a branch for the site alone in site.yaml, like branch: gh-pages; or let it be "
    "put among these files with --adopt.",
)
INNER_REPOSITORY = Fault(
    code="E-TARGET",
    exit_code=Exit.USAGE,
    ar="مستودع «{name}» داخل المشروع نفسه، وقد يشغّل git ما فيه من أوامر (hooks).",
    en="The repository of “{name}” lies in the project itself, and git might run commands that are "
    "in it (hooks).",
    hint_ar="اكتب في site.yaml عنوان مستودع خارج المشروع.",
    hint_en="Write the address of a repository outside of the project in site.yaml.",
)
