"""The commands: what each is called in both languages, its right form, an example. How they are read: grammar.py."""

from dataclasses import dataclass

from prompts.words import Lang


@dataclass(frozen=True)
class CommandWords:
    """One command: what it is called, its right form, an example, and what it is for."""

    verb: str
    names: tuple[str, ...]  # English first, then Chinese; the first of each language is the one that help shows
    form: dict[Lang, str]
    example: dict[Lang, str]
    about: dict[Lang, str]


COMMANDS: tuple[CommandWords, ...] = (
    CommandWords(
        "link",
        ("link", "绑定"),
        {"zh": "绑定 <客户>", "en": "link <client>"},
        {"zh": "绑定 青柠酸奶", "en": "link ACME"},
        {"zh": "把这里归到一个客户名下", "en": "tie this place to a client"},
    ),
    CommandWords(
        "client",
        ("client", "客户"),
        {"zh": "客户 [名称]", "en": "client [name]"},
        {"zh": "客户 青柠酸奶", "en": "client ACME"},
        {"zh": "看一个客户的全部情况", "en": "see all about a client"},
    ),
    CommandWords(
        "project",
        ("project", "项目"),
        {"zh": "项目 [客户] [名称]", "en": "project [client] [name]"},
        {"zh": "项目 青柠酸奶 双11", "en": "project ACME Spring launch"},
        {
            "zh": "新建或查看客户的项目；后面加「改名 新名称」「2轮」或「完成」",
            "en": "make or list a client's projects; add “rename <new name>”, “rounds 2” or “done”",
        },
    ),
    CommandWords(
        "log",
        ("log", "记录"),
        {"zh": "记录 <发生了什么>", "en": "log <what happened>"},
        {"zh": "记录 和马姐通了电话，新包装方向定了", "en": "log Call with Carol, she likes the new direction"},
        {"zh": "记一条沟通", "en": "write down an interaction"},
    ),
    CommandWords(
        "paste",
        ("paste", "粘贴", "聊天记录"),
        {"zh": "粘贴 <聊天记录>", "en": "paste <chat record>"},
        {
            "zh": "粘贴 青柠酸奶群里的：\n王总 2026/11/20 14:03\nlogo 再大一点",
            "en": "paste From ACME's group:\nCarol 2026/11/20 2:03 PM\nMake the logo larger",
        },
        {
            "zh": "把微信、企业微信里复制的聊天记录逐条记下；单独发给我时可以直接贴",
            "en": "take in a chat record copied from WeChat, WeCom or Slack; one-to-one with me just paste it",
        },
    ),
    CommandWords(
        "change",
        ("change", "变更"),
        {"zh": "变更 <改什么> [截止]", "en": "change <what> [by when]"},
        {"zh": "变更 KV 的 logo 放大 20%，周五前", "en": "change make the KV logo 20% larger by Friday"},
        {"zh": "提一张变更单", "en": "file a change request"},
    ),
    CommandWords(
        "task",
        ("task", "任务"),
        {"zh": "任务 <做什么> [@谁] [截止]", "en": "task <what> [@who] [by when]"},
        {"zh": "任务 出三张海报初稿 @小王 周四前", "en": "task first drafts of three posters @Tom by Thursday"},
        {"zh": "建一个任务", "en": "make a task"},
    ),
    CommandWords(
        "promise",
        ("promise", "承诺"),
        {"zh": "承诺 <答应了客户什么> [截止]", "en": "promise <what> [by when]"},
        {"zh": "承诺 周五前给终稿", "en": "promise the final files by Friday"},
        {"zh": "记下我们答应了客户的事", "en": "keep what we told the client we would do"},
    ),
    CommandWords(
        "tasks",
        ("tasks", "我的任务", "任务列表"),
        {"zh": "我的任务；任务列表 <客户或 @同事>", "en": "tasks [client or @who]"},
        {"zh": "任务列表 青柠酸奶", "en": "tasks ACME"},
        {"zh": "看我的待办，或者某个客户、某位同事的", "en": "see what is on your plate, a client's or a colleague's"},
    ),
    CommandWords(
        "board",
        ("board", "任务看板", "看板"),
        {"zh": "任务看板 [客户或项目]", "en": "tasks board [client or project]"},
        {"zh": "任务看板 青柠酸奶", "en": "tasks board ACME"},
        {"zh": "看板：待处理、进行中、待审核、已完成", "en": "the status board: to do, doing, in review, done"},
    ),
    CommandWords(
        "team",
        ("team", "团队任务"),
        {"zh": "团队任务", "en": "tasks team"},
        {"zh": "团队任务", "en": "tasks team"},
        {"zh": "看每个人手上有多少事（经理）", "en": "see how much everybody has to do (managers)"},
    ),
    CommandWords(
        "assign",
        ("assign", "指派", "分配", "转交"),
        {"zh": "指派 <编号> @谁", "en": "assign <number> @who"},
        {"zh": "指派 T-7 @小王", "en": "assign T-7 @Tom"},
        {"zh": "把任务或变更单交给一位同事", "en": "hand a task or change request to a colleague"},
    ),
    CommandWords(
        "priority",
        ("priority", "优先级"),
        {"zh": "优先级 <编号> <不急|普通|紧急|特急>", "en": "priority <number> <low|normal|high|urgent>"},
        {"zh": "优先级 T-7 特急", "en": "priority T-7 urgent"},
        {"zh": "改任务或变更单的轻重缓急", "en": "say how urgent a task or change request is"},
    ),
    CommandWords(
        "review",
        ("review", "送审", "提交审核"),
        {"zh": "送审 <编号>", "en": "review <number>"},
        {"zh": "送审 T-7", "en": "review T-7"},
        {"zh": "任务做好了，请人看", "en": "a task is made, somebody is to look at it"},
    ),
    CommandWords(
        "cancel",
        ("cancel", "取消"),
        {"zh": "取消 <编号>", "en": "cancel <number>"},
        {"zh": "取消 T-7", "en": "cancel T-7"},
        {"zh": "任务不用做了", "en": "a task is not to be done any more"},
    ),
    CommandWords(
        "reopen",
        ("reopen", "重开"),
        {"zh": "重开 <编号>", "en": "reopen <number>"},
        {"zh": "重开 T-7", "en": "reopen T-7"},
        {"zh": "做完或取消的任务，再接着做", "en": "go on with a task that was done or cancelled"},
    ),
    CommandWords(
        "done",
        ("done", "完成"),
        {"zh": "完成 <编号>", "en": "done <number>"},
        {"zh": "完成 T-7", "en": "done T-7"},
        {"zh": "任务或变更单做完了", "en": "a task or change request is finished"},
    ),
    CommandWords(
        "edit",
        ("edit", "修改"),
        {"zh": "修改 <编号> <新标题和/或截止>", "en": "edit <number> <new title and/or date>"},
        {"zh": "修改 CR-12 周四前", "en": "edit CR-12 by Thursday"},
        {"zh": "改任务或变更单的标题或截止日期", "en": "correct a task's or change request's title or date"},
    ),
    CommandWords(
        "reply",
        ("reply", "回复"),
        {"zh": "回复 <客户或编号> <内容>", "en": "reply <client or number> <words>"},
        {"zh": "回复 CR-3 新稿明天中午前给您", "en": "reply CR-3 The new draft comes tomorrow by noon"},
        {
            "zh": "通过微信客服回复客户，发送前先给你看一眼",
            "en": "answer a client over WeChat customer service; you see it once more before it is sent",
        },
    ),
    CommandWords(
        "show",
        ("show", "看", "查看"),
        {"zh": "看 <编号>", "en": "show <number>"},
        {"zh": "看 CR-3", "en": "show CR-3"},
        {
            "zh": "看一张单子的全部；单独发给我时只写编号也行",
            "en": "see all about a record; one-to-one the number alone will do",
        },
    ),
    CommandWords(
        "changes",
        ("changes", "变更单"),
        {"zh": "变更单 [客户]", "en": "changes [client]"},
        {"zh": "变更单 青柠酸奶", "en": "changes ACME"},
        {"zh": "看进行中的变更单", "en": "see the open change requests"},
    ),
    CommandWords(
        "approve",
        ("approve", "通过", "批准"),
        {"zh": "通过 <编号>", "en": "approve <number>"},
        {"zh": "通过 CR-3", "en": "approve CR-3"},
        {"zh": "批准变更单或加价单", "en": "approve a change request or a supplementary order"},
    ),
    CommandWords(
        "reject",
        ("reject", "驳回"),
        {"zh": "驳回 <编号> <理由>", "en": "reject <number> <reason>"},
        {"zh": "驳回 CR-3 预算已用完", "en": "reject CR-3 the budget is spent"},
        {"zh": "驳回变更单或加价单，写明理由", "en": "turn a change request or an order down, with the reason"},
    ),
    CommandWords(
        "start",
        ("start", "开始"),
        {"zh": "开始 <编号>", "en": "start <number>"},
        {"zh": "开始 CR-3", "en": "start CR-3"},
        {"zh": "批准的变更单或任务开始做了", "en": "work on an approved change request, or a task, begins"},
    ),
    CommandWords(
        "deliver",
        ("deliver", "交付"),
        {"zh": "交付 <编号> [交付了什么]", "en": "deliver <number> [what]"},
        {"zh": "交付 CR-3 主视觉第二版", "en": "deliver CR-3 KV version 2"},
        {"zh": "变更单已交给客户", "en": "the client has what was asked for"},
    ),
    CommandWords(
        "withdraw",
        ("withdraw", "撤单"),
        {"zh": "撤单 <编号>", "en": "withdraw <number>"},
        {"zh": "撤单 CR-3", "en": "withdraw CR-3"},
        {"zh": "变更单或加价单不做了", "en": "a change request or an order is off"},
    ),
    CommandWords(
        "confirm",
        ("confirm", "确认函"),
        {"zh": "确认函 <编号>", "en": "confirm <number>"},
        {"zh": "确认函 CR-3", "en": "confirm CR-3"},
        {"zh": "写好给客户确认的文字", "en": "get a text for the client to confirm"},
    ),
    CommandWords(
        "order",
        ("order", "加价单"),
        {"zh": "加价单 <编号> <金额>", "en": "order <number> <amount>"},
        {"zh": "加价单 CR-3 3000", "en": "order CR-3 3000"},
        {"zh": "给超出轮次的变更单加价", "en": "price a round beyond the allowance"},
    ),
    CommandWords(
        "contract",
        ("contract", "合同"),
        {
            "zh": "合同 <客户> [名称] [2轮] [至日期] [金额]",
            "en": "contract <client> [title] [rounds 2] [until date] [amount]",
        },
        {
            "zh": "合同 青柠酸奶 2轮 至2027-12-31 金额50000",
            "en": "contract ACME rounds 2 until 2027-12-31 amount 50000",
        },
        {"zh": "记下或查看合同：含几轮修改、到期日、金额", "en": "keep or see a contract: rounds, end, amount"},
    ),
    CommandWords(
        "undo",
        ("undo", "撤销", "撤回"),
        {"zh": "撤销", "en": "undo"},
        {"zh": "撤销", "en": "undo"},
        {"zh": "收回你上一次的改动", "en": "take back the last thing you wrote"},
    ),
    CommandWords(
        "lang",
        ("lang", "语言", "language"),
        {"zh": "语言 <中文|英文>", "en": "lang <zh|en>"},
        {"zh": "语言 英文", "en": "lang zh"},
        {
            "zh": "换一种语言和你说话；管理员改全公司的：前面加「公司」",
            "en": "choose the language you read; admins set everybody's with “agency” in front",
        },
    ),
    CommandWords(
        "hours",
        ("hours", "工时", "上班时间", "工作时间"),
        {"zh": "工时 [几点-几点]", "en": "hours [from-until]"},
        {"zh": "工时 9:30-18:30", "en": "hours 9:30-18:30"},
        {
            "zh": "看或改你的上下班时间，「下班前」按它算；经理改全公司的：前面加「公司」",
            "en": "see or set when you work, for “EOD”; managers set everybody's with “agency” in front",
        },
    ),
    CommandWords(
        "ask",
        ("ask", "查"),
        {"zh": "查 <问题>", "en": "ask <question>"},
        {"zh": "查 青柠酸奶有什么逾期的", "en": "ask what's overdue for ACME?"},
        {
            "zh": "问还有什么没做完、谁在跟哪个客户；@我或单独发给我时直接问就行",
            "en": "ask what is open and who is on a client; one-to-one, or with a mention, just ask",
        },
    ),
    CommandWords(
        "link_me",
        ("link me", "绑定我"),
        {"zh": "绑定我 [验证码]", "en": "link me [code]"},
        {"zh": "绑定我", "en": "link me"},
        {"zh": "在 Slack 和企业微信上成为同一个人", "en": "be one person on Slack and WeCom"},
    ),
    CommandWords(
        "me",
        ("me", "我", "我的设置", "settings"),
        {"zh": "我", "en": "me"},
        {"zh": "我", "en": "me"},
        {"zh": "看自己的角色、语言、时区和工时", "en": "see your role, language, zone and hours"},
    ),
    CommandWords(
        "members",
        ("members", "同事", "同事列表", "colleagues"),
        {"zh": "同事", "en": "members"},
        {"zh": "同事", "en": "members"},
        {"zh": "看有哪些同事、各是什么角色", "en": "see who works here, and in which role"},
    ),
    CommandWords(
        "role",
        ("role", "角色"),
        {"zh": "角色 <@谁> <客户经理|成员|经理|管理员>", "en": "role <@who> <ae|member|manager|admin>"},
        {"zh": "角色 @小王 经理", "en": "role @Tom manager"},
        {"zh": "设置同事的角色", "en": "say what a colleague may do"},
    ),
    CommandWords(
        "timezone",
        ("timezone", "时区"),
        {"zh": "时区 [城市或 UTC+8]", "en": "timezone [place or UTC+8]"},
        {"zh": "时区 伦敦", "en": "timezone London"},
        {
            "zh": "看或改你的时区；管理员改全公司的：前面加「公司」",
            "en": "see or set the zone in which you read times; admins set everybody's with “agency” in front",
        },
    ),
    CommandWords(
        "help",
        ("help", "帮助"),
        {"zh": "帮助 [命令]", "en": "help [command]"},
        {"zh": "帮助 变更", "en": "help change"},
        {"zh": "看全部命令，或者一个命令的写法", "en": "see all commands, or how one is written"},
    ),
)

BY_VERB = {command.verb: command for command in COMMANDS}


def example_of(command: CommandWords, lang: Lang, platform: str) -> str:
    """An example as it is typed on a platform: with /crm on Slack, bare on WeCom."""
    return f"/crm {command.example[lang]}" if platform == "slack" else command.example[lang]


def form_of(command: CommandWords, lang: Lang, platform: str) -> str:
    """The right form as it is typed on a platform."""
    return f"/crm {command.form[lang]}" if platform == "slack" else command.form[lang]


def name_of(command: CommandWords, lang: Lang) -> str:
    """What help calls it: its first name in a language."""
    chinese = (name for name in command.names if not name.isascii())
    return command.names[0] if lang == "en" else next(chinese, command.names[0])
