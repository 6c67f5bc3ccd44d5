"""`tahlil deploy` and `tahlil rollback`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from generator.commands.options import OUTPUT, Settings, common
from generator.diagnostics import Fault, Severity
from generator.terminal import Bar, Command, Option

AHEAD = Fault(
    code="W-AHEAD",
    severity=Severity.WARNING,
    ar="يُنشر الموقع كأن الوقت {moment} (--now)، ولم يأت بعد: قد يصل القرّاء ما لم يحن نشره.",
    en="The site is deployed as if it were {moment} (--now), which has not come yet: readers may "
    "get what is not to be out.",
    hint_ar="إن لم ترد ذلك فابنِ وانشر من غير --now: يحل النشر الجديد محل هذا.",
    hint_en="If that is not meant, build and deploy without --now: that takes the place of this.",
)


@click.command(
    "deploy",
    cls=Command,
    ar="انشر الموقع المبني، كما هو في public، إلى وجهة من site.yaml (الأولى إن لم تُذكر). لا يُرسل "
    "إلا ما تغيّر. لا يبني شيئاً: ابنِ أولاً وانظر.",
    en="Deploy the built site, as it lies in public, to a target of site.yaml (the first by "
    "default). Only what changed is sent. Builds nothing: build first, and look.",
)
@click.argument("target", default="")
@common
@OUTPUT
@click.option(
    "--dry-run",
    cls=Option,
    is_flag=True,
    ar="قل ما كان سيُفعل، ولا تفعل شيئاً.",
    en="Say what would be done, and do nothing.",
)
@click.option(
    "--allow-delete",
    cls=Option,
    type=click.IntRange(0),
    default=0,
    ar="كم ملفاً يجوز حذفه من المضيف، إن كثر المحذوف.",
    en="How many files may be deleted from the host, where it is many.",
)
@click.option(
    "--adopt",
    cls=Option,
    is_flag=True,
    ar="استبدل ملفات غريبة تقف مكان ملفات الموقع.",
    en="Replace foreign files that stand where files of the site must go.",
)
@click.option(
    "--break-lock",
    cls=Option,
    is_flag=True,
    ar="لا تنتظر نشراً آخر تعلم أنه انقطع.",
    en="Do not mind another deployment, which you know is dead.",
)
def deploy_command(settings: Settings, target: str, output: Path | None, **options: Any) -> None:
    from generator.deploy import deploy

    voice = settings.voice
    request = settings.request(output)
    ahead = tuple(settings.ahead(AHEAD, request))
    voice.report(ahead)  # before anything is sent: there is time to stop it
    with Bar(voice) as bar:
        receipt = deploy(request, target, bar, **options)
    voice.report(receipt.findings)
    voice.say(*receipt.sentences())
    diagnostics = voice.findings_json((*ahead, *receipt.findings))
    voice.json(ok=True, **receipt.as_json(), diagnostics=diagnostics)


@click.command(
    "rollback",
    cls=Command,
    ar="أرجع وجهة إلى الإصدار السابق (المجلدات ومستودعات git).",
    en="Take a target back to the release before (folders and git repositories).",
)
@click.argument("target", default="")
@common
def rollback_command(settings: Settings, target: str) -> None:
    from generator.deploy import rollback

    rolled = rollback(settings.request(None), target)
    settings.voice.say(*rolled.sentences())
    settings.voice.json(ok=True, **rolled.as_json())
