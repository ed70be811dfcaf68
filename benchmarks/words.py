"""What is said in the benchmarks: sentences that clients and agencies really say, in both languages."""

WORDS = (
    "第二版 KV 的 logo 再放大 20%，周五前给我们看看",
    "Could you make the headline two sizes larger? We need it by Friday.",
    "好的收到，谢谢[抱拳]",
    "海报的蓝色太深了，换成品牌色，下周二之前要打样",
    "Thanks, looks good to me!",
    "明天下班前出修改稿",
    "上次的投放数据什么时候能给？我们已经等了一周了，很不满意",
    "Please send the final files by Thursday 5pm.",
    "大家周一好呀",
    "Approved, go ahead with version B.",
)


def say(number: int) -> str:
    """The sentence of this number; no two are the same."""
    return f"{WORDS[number % len(WORDS)]} ({number})"
