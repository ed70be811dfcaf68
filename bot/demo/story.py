"""The week, as it happens. Dates are said as people say them, and mean days of the week that is played.

In a text <@tom> mentions somebody, {en:3} is a date (days after Monday; zh, en or iso), {of:hero} the numbers
of the records that came of the message `hero`.
"""

from bot.demo.script import WECOM, Beat, Day, Deletes, Edits, Fills, Follows, Presses, Says, Types

PASTED = """云杉科技群里的：
李总@云杉科技 {iso:3} 10:21
首页第二屏的配图换成新厂房的航拍，下周二前可以吗
赵宇 {iso:3} 10:25
可以，下周一给您看初稿
李总@云杉科技 {iso:3} 10:26
好的辛苦"""

MONDAY: tuple[Beat, ...] = (
    Day(0, ("把频道交给 Liaison", "channels get their clients")),
    Types("09:02", "min", "team_lime", "帮助"),
    Types("09:04", "xiao", "lime", "绑定 青柠酸奶"),
    Types("09:05", "xiao", "team_lime", "绑定 青柠"),
    Presses("09:05", "xiao", "link"),
    Types("09:05", "xiao", "team_lime", "合同 青柠酸奶 年度框架 2轮 金额80000"),
    Types("09:06", "amy", "harbor", "link Harbor & Pine"),
    Types("09:07", "amy", "team_harbor", "link harbor & pine"),
    Follows("09:10", "zhaoyu"),
    Says("09:10", "zhaoyu", WECOM, "语言 中文"),
    Says("09:11", "zhaoyu", WECOM, "绑定 云杉科技"),
    Says("09:12", "nina", WECOM, "lang en"),
    Says("09:13", "nina", WECOM, "link Solstice Bikes"),
    Says("09:20", "ma", "lime", "大家早～"),
    Says("09:21", "xiao", "lime", "马姐早！☕️"),
    Says("09:25", "ma", "lime", "新包装的KV看了，logo再放大20%，周三前要", id="logo", redelivered=2),
    Says("09:26", "ma", "lime", "颜色也再深一点", id="logo_more", thread="logo"),
    Presses("09:28", "xiao", "confirm", "logo"),
    Presses("09:30", "min", "approve", "logo"),
    Says("09:31", "xiao", "lime", "收到，周三下班前给您新版KV", id="logo_promise", thread="logo"),
    Presses("09:32", "xiao", "confirm", "logo_promise"),
    Says("09:40", "xiao", "team_lime", "<@yu> 包装KV出一版新的，周三中午前给我", id="logo_task"),
    Presses("09:44", "yu", "confirm", "logo_task"),
    Says("10:05", "carol", "harbor", "Morning! Could you swap the hero photo for the red mug one by Thursday?",
         id="hero"),
    Presses("10:09", "amy", "confirm", "hero"),
    Says("10:10", "amy", "harbor", "Sure, I'll send you the new hero by Wednesday.", id="hero_promise", thread="hero"),
    Presses("10:11", "amy", "confirm", "hero_promise"),
    Presses("10:15", "min", "approve", "hero"),
    Says("11:15", "zhaoyu", WECOM, "孙总说官网首屏视频剪到15秒以内，下周一前要", id="video", redelivered=2),
    Presses("11:16", "zhaoyu", "confirm", "video"),
)  # fmt: skip

TUESDAY: tuple[Beat, ...] = (
    Day(1, ("话会改，也会收回", "words change, and are taken back")),
    Says("09:30", "dev", "harbor", "How much of the holiday budget is left?", id="budget"),
    Says("09:34", "amy", "harbor", "I'll send you the numbers by 5pm today.",
         id="budget_promise", thread="budget"),
    Says("10:10", "ma", "lime", "KV的背景换成浅绿色，周四前", id="background"),
    Edits("10:12", "background", "KV的背景换成薄荷绿，周五前"),
    Fills("10:20", "xiao", "edit", "background",
          (("title", "KV 背景换成薄荷绿（Pantone 338C）"), ("due", "{iso:4}"))),
    Presses("10:25", "min", "approve", "background"),
    Says("11:40", "gao", "lime", "哈哈哈哈"),
    Says("11:41", "yu", "lime", "😂😂"),
    Says("11:50", "dev", "harbor", "lol, same here"),
    Says("14:20", "carol", "harbor", "Please also make the tagline twice as big by Friday.", id="tagline"),
    Deletes("14:23", "tagline"),
    Presses("14:25", "amy", "dismiss", "tagline"),
    Says("15:00", "nina", WECOM, "Solstice wants the launch video cut to 30 seconds by next Tuesday", id="cut"),
    Presses("15:01", "nina", "confirm", "cut"),
    Says("15:05", "nina", WECOM, "task book the studio for the bike shoot by Thursday", id="studio"),
    Says("15:30", "nina", "crew", "<@bot> log this as a change for Solstice Bikes", id="poster",
         quote="the bike poster needs the new logo, by Thursday please", redelivered=1),
    Says("16:30", "zhaoyu", WECOM, "记录 和孙总通了电话，新方向他很满意", id="call", redelivered=3),
    Says("17:10", "tom", "team_harbor", "that new espresso machine is dangerous ☕"),
)  # fmt: skip

WEDNESDAY: tuple[Beat, ...] = (
    Day(2, ("客户不高兴了", "a client is unhappy")),
    Says("10:00", "ma", "lime", "说好今天上午给的详情页到现在还没看到，这已经是第二次延期了，太让人失望了", id="late"),
    Presses("10:02", "xiao", "confirm", "late"),
    Says("10:04", "xiao", "lime", "马姐实在抱歉，详情页今天下午5点前一定发您", id="late_promise", thread="late"),
    Presses("10:05", "xiao", "confirm", "late_promise"),
    Says("10:08", "min", "team_lime", "<@bot> 任务 准备一份道歉说明 <@xiao> 下周一前", id="sorry", to_bot=True),
    Types("10:30", "min", "team_lime", "客户"),
    Says("11:00", "carol", "harbor", "Heads up: another agency pitched to us last week, and their quote was lower.",
         id="pitch"),
    Says("11:20", "amy", "team_harbor", "<@tom> please prepare three options for the holiday cup by Friday",
         id="cups"),
    Presses("11:22", "tom", "confirm", "cups"),
    Says("14:00", "tom", "harbor", "The new hero is in the shared folder.", thread="hero"),
    Types("14:05", "amy", "team_harbor", "done {of:hero} {of:hero_promise}"),
    Types("15:30", "yu", "team_lime", "完成 {of:logo_task}"),
    Says("16:40", "xiao", "lime", "详情页发您邮箱了，请查收", thread="late"),
    Types("16:45", "xiao", "team_lime", "我的任务"),
    Presses("16:46", "xiao", "done"),
    Types("17:55", "xiao", "team_lime", "完成 {of:logo} {of:logo_promise}"),
)  # fmt: skip

THURSDAY: tuple[Beat, ...] = (
    Day(3, ("认可、口误和反悔", "approvals, slips, second thoughts")),
    Says("09:15", "ma", "lime", "详情页收到，这版没问题，就按这个来", id="approved", thread="late"),
    Says("09:16", "gao", "lime", "👍👍"),
    Says("10:00", "carol", "harbor", "Love the new hero. Approved!", id="hero_approved", thread="hero"),
    Says("10:30", "carol", "harbor", "The price on the menu poster is wrong, it should say $4.50. Please fix it today.",
         id="price", redelivered=1),
    Presses("10:31", "amy", "confirm", "price"),
    Types("10:32", "amy", "team_harbor", "taks"),
    Types("10:33", "amy", "team_harbor", "task prepare the corrected menu poster <@tom> by {en:3}"),
    Types("11:30", "tom", "team_harbor", "tasks"),
    Presses("11:30", "tom", "done"),
    Says("11:40", "nina", WECOM, "done {of:studio}"),
    Says("11:50", "ma", "lime", "门店灯箱的主标题麻烦换成「一口清新」，下周一前要", id="lightbox"),
    Presses("11:53", "xiao", "confirm", "lightbox"),
    Fills("11:55", "xiao", "order", "lightbox", (("amount", "3000"), ("note", "第3轮修改"))),
    Presses("12:05", "min", "approve"),
    Presses("12:06", "min", "approve", "lightbox"),
    Says("13:30", "dev", "harbor", "The board just cut our Q1 budget by a third.", id="cut_budget"),
    Says("14:00", "zhaoyu", WECOM, "变更 官网导航改成深蓝色，下周三前", id="nav"),
    Says("14:02", "zhaoyu", WECOM, "撤销"),
    Says("14:03", "zhaoyu", WECOM, PASTED, holds=3),
    Presses("14:04", "zhaoyu", "paste_confirm"),
    Says("14:05", "zhaoyu", WECOM, "孙总下个月离职，以后由李总对接", id="leaving"),
    Presses("14:06", "zhaoyu", "confirm", "leaving"),
)  # fmt: skip

FRIDAY: tuple[Beat, ...] = (
    Day(4, ("下周见", "see you next week")),
    Says("09:30", "ma", "lime", "下周四渠道会要用，麻烦出三张门店海报的初稿，下周三前给我", id="posters"),
    Presses("09:33", "xiao", "confirm", "posters"),
    Says("09:35", "xiao", "team_lime", "<@yu> 三张门店海报初稿，下周二前给我看", id="posters_task"),
    Presses("09:36", "yu", "confirm", "posters_task"),
    Says("10:00", "carol", "harbor", "Please make two Instagram story versions of the hero by next Wednesday.",
         id="stories"),
    Says("10:30", "nina", WECOM, "tasks"),
    Says("10:40", "zhaoyu", WECOM, "客户"),
    Types("11:00", "yu", "team_lime", "我的任务"),
    Says("15:00", "yu", "lime", "薄荷绿的KV放到网盘了，链接在简介里"),
    Types("15:02", "yu", "team_lime", "完成 {of:background}"),
    Says("15:10", "ma", "lime", "看到了，很好看，谢谢小雨", id="thanks"),
    Says("17:45", "carol", "harbor", "Happy Friday everyone! 🎉"),
    Says("17:46", "amy", "harbor", "Have a great weekend!"),
    Says("17:50", "min", "team_lime", "大家辛苦了，周末愉快"),
    Says("17:51", "tom", "team_harbor", "see you all Monday 👋"),
)  # fmt: skip

WEEK: tuple[Beat, ...] = MONDAY + TUESDAY + WEDNESDAY + THURSDAY + FRIDAY
