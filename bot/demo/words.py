"""What the demo itself says, beside what people and Liaison say in it: in both languages."""

from bot.demo.script import Bilingual, Lang

WEEKDAYS: tuple[Bilingual, ...] = (
    ("周一", "Monday"),
    ("周二", "Tuesday"),
    ("周三", "Wednesday"),
    ("周四", "Thursday"),
    ("周五", "Friday"),
)

WORDS: dict[str, Bilingual] = {
    "title": ("Liaison 演示：一家广告公司的一周", "Liaison at work: a week of an advertising agency"),
    "set_up": (
        "正在启动：一个假的 Slack，一个假的企业微信，和真正的 liaison run …",
        "Starting a fake Slack, a fake WeCom, and the real liaison run …",
    ),
    "legend": (
        "左边是谁在哪里说了什么；绿色是 Liaison 的回应。↔ 是客户也在的共享频道，Liaison 在那里只私下说话。",
        "On the left, who said what and where; in green, what Liaison does. ↔ marks a channel that the client reads: "
        "there, Liaison only speaks in private.",
    ),
    "thread": ("在话题里", "in the thread"),
    "channel": ("在频道里", "in the channel"),
    "direct": ("私信", "direct message"),
    "private": ("仅本人可见", "only they see it"),
    "form": ("表单", "form"),
    "group": ("在群里", "in the group"),
    "instant": ("即时回复", "at once"),
    "everybody": ("同事们", "colleagues"),
    "changed": ("变为", "now:"),
    "pressed": ("按下", "presses"),
    "filled": ("，填好表单：", ", fills in the form: "),
    "pasted": ("贴了一段聊天记录", "pastes a chat record"),
    "quoted": ("引用「{words}」", "quoting “{words}”"),
    "edited": ("改了刚才的话", "edits what was said"),
    "deleted": ("收回了", "deletes"),
    "followed": ("打开了企业微信应用", "opens the app"),
    "noise": ("闲聊：只存原话", "small talk: only the words are kept"),
    "quiet": ("静静记下", "noted quietly"),
    "redelivered": ("平台又送来 {count} 次，只算一次", "delivered {count} more times: counted once"),
    "more": ("… 还有 {count} 行", "… {count} more lines"),
    "summary": ("周五 18:00，记下了什么", "Friday 18:00: what was kept"),
    "clients": ("客户", "Clients"),
    "client": ("客户", "Client"),
    "owner": ("负责人", "Owner"),
    "talk": ("沟通", "Talk"),
    "signals": ("信号", "Signals"),
    "changes": ("进行中的变更单", "Open change requests"),
    "tasks": ("任务", "Tasks"),
    "number": ("编号", "No."),
    "what": ("内容", "What"),
    "asked_by": ("谁提的", "Asked by"),
    "assignee": ("谁来做", "Who"),
    "due": ("截止", "Due"),
    "status": ("状态", "Status"),
    "plates": ("每位客户经理会看到", "What each account executive would see"),
    "overdue": ("逾期", "overdue"),
    "promise": ("承诺", "promise"),
    "round": ("第{round}轮/共{included}轮", "round {round} of {included}"),
    "order": ("加价单 {number} {price} {status}", "order {number} {price} {status}"),
    "waiting": ("待确认", "to confirm"),
    "next": ("接下来", "coming up"),
    "risk": ("风险", "at risk"),
    "nothing": ("无", "nothing"),
    "no_date": ("未定", "no date"),
    "counts": ("数一数", "Counts"),
    "checks": ("逐项核对", "Checked"),
    "to_do": ("接下来怎么做", "What next"),
    "works": ("一切如故事所说。", "All is as the story says."),
    "fails": ("有 {count} 项不对。", "{count} things are wrong."),
}

COUNTS: Bilingual = (
    "{requests} 次请求，其中 {redelivered} 次是平台重复投递；{heard} 条消息；"
    "记下 {interactions} 条沟通、{changes} 张变更单、{tasks} 个任务、{signals} 个流失信号；用了 {seconds:.0f} 秒。",
    "{requests} requests, {redelivered} of them repeats by the platform; {heard} messages; kept: "
    "{interactions} interactions, {changes} change requests, {tasks} tasks, {signals} signals; in {seconds:.0f} s.",
)

NEXT_STEPS: tuple[Bilingual, ...] = (
    (
        "接上真正的 Slack：README.zh-CN.md「接入 Slack」，十分钟",
        "Connect a real Slack: README.md, “Set up Slack”, ten minutes",
    ),
    (
        "接上真正的企业微信：README.zh-CN.md「接入企业微信」，十分钟",
        "Connect a real WeCom: README.md, “Set up WeCom”, ten minutes",
    ),
    (
        "cp .env.example .env，填好后 .venv/bin/liaison doctor 自检，.venv/bin/liaison run 启动",
        "cp .env.example .env, fill it in; .venv/bin/liaison doctor checks it, .venv/bin/liaison run starts",
    ),
    ("make test 跑全部测试", "make test proves all of it"),
)

STATUS: dict[str, Bilingual] = {
    "proposed": ("待确认", "proposed"),
    "submitted": ("已提交", "submitted"),
    "approved": ("已批准", "approved"),
    "rejected": ("已驳回", "rejected"),
    "in_progress": ("进行中", "in progress"),
    "delivered": ("已交付", "delivered"),
    "withdrawn": ("已撤单", "withdrawn"),
    "todo": ("待办", "to do"),
    "doing": ("进行中", "doing"),
    "review": ("待审", "in review"),
    "done": ("已完成", "done"),
    "cancelled": ("已取消", "cancelled"),
}

INTERACTIONS: dict[str, Bilingual] = {
    "complaint": ("投诉", "complaint"),
    "approval": ("认可", "approval"),
    "feedback": ("反馈", "feedback"),
    "meeting": ("会议", "meeting"),
    "call": ("电话", "call"),
    "praise": ("表扬", "praise"),
    "question": ("提问", "question"),
    "info": ("信息", "information"),
}

SIGNALS: dict[str, Bilingual] = {
    "complaint": ("投诉", "complaint"),
    "dissatisfaction": ("不满意", "dissatisfied"),
    "slow_response": ("嫌回复慢", "slow answers"),
    "competitor": ("提到别家", "another agency"),
    "budget_cut": ("削减预算", "budget cut"),
    "non_renewal": ("不续约", "no renewal"),
    "contact_leaving": ("对接人变动", "contact leaving"),
}


def pick(words: Bilingual, lang: Lang) -> str:
    """The words in one language."""
    return words[0 if lang == "zh" else 1]


def say(key: str, lang: Lang, **facts: object) -> str:
    """One of WORDS in one language, filled in."""
    return pick(WORDS[key], lang).format(**facts)
