"""A message's text made even, so that rules need to know one spelling: same length, same positions.

Every replacement is one character for one, so what a rule finds can be quoted as it was written.
"""

import re

MOST_CHARACTERS = 4000  # rules look no further: nobody asks for a change after that much text, pasted logs aside

_TRADITIONAL = (
    "週这這個為們過還換沒點鐘後會來時間給發請問題嗎應該對錯號禮節開關閉樣圖標題調整顏色寬長體檔報價單張"
    "龍畫設計師紅藍綠黃輕變動廣視頻網頁務級實際當無與從兩幾萬億種類條線結連續約將東車馬見說話讀寫聽買賣"
    "刪縮圍輯剪頭臉專業競標預算減費離職轉讓難滿錢麼樂歡謝麗級獎願誰學習歲優惠質量產經歷證據縣區廠倉庫聯繫繼續"
    "確認傳檢查補貨單訂簽蓋訊電郵數圖據壞爛興奮應幫夠誤漏錄讚樹陽誠響覺內壓軟硬體輸邊遠進選擇項團隊員總監"
    "準備閱視覺尋找導購臺灣極懶麵飯館氣溫雙農曆臘節慶國慶"
    "豐爲於親倫側兒黨軍劃剛別勞協衛衞廳參喫聖場塊復婦審爾盡崗帶強懸擾揾攝齋舊晝顯機權櫃棟樓橫潑淺測濃遊煩環現盤磯"
    "碼礎豎籤簡緊紀紐細終絡綜綴編訓議訪誕語説諾賬貴贊趕輪辭達遲遞裏裡鍾鐵鏈鏡門陰頂順須飛飾餅餡饋鳴"
)
_SIMPLIFIED = (
    "周这这个为们过还换没点钟后会来时间给发请问题吗应该对错号礼节开关闭样图标题调整颜色宽长体档报价单张"
    "龙画设计师红蓝绿黄轻变动广视频网页务级实际当无与从两几万亿种类条线结连续约将东车马见说话读写听买卖"
    "删缩围辑剪头脸专业竞标预算减费离职转让难满钱么乐欢谢丽级奖愿谁学习岁优惠质量产经历证据县区厂仓库联系继续"
    "确认传检查补货单订签盖讯电邮数图据坏烂兴奋应帮够误漏录赞树阳诚响觉内压软硬体输边远进选择项团队员总监"
    "准备阅视觉寻找导购台湾极懒面饭馆气温双农历腊节庆国庆"
    "丰为于亲伦侧儿党军划刚别劳协卫卫厅参吃圣场块复妇审尔尽岗带强悬扰搵摄斋旧昼显机权柜栋楼横泼浅测浓游烦环现盘矶"
    "码础竖签简紧纪纽细终络综缀编训议访诞语说诺账贵赞赶轮辞达迟递里里钟铁链镜门阴顶顺须飞饰饼馅馈鸣"
)
_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
_PUNCTUATION = {ord("’"): "'", ord("‘"): "'", ord("–"): "-", ord("—"): "-", ord("\u00a0"): " "}
_EVEN = (
    {ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
    | _FULL_WIDTH
    | _PUNCTUATION
    | {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
    | {code: code - 0xFEE0 + 32 for code in range(ord("Ａ"), ord("Ｚ") + 1)}
)

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.S)
_LINK = re.compile(
    r"https?://[^\s\u4e00-\u9fff，。；）>]+|www\.[^\s\u4e00-\u9fff]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[a-z]{2,}",
    re.I,
)
_FILE = re.compile(
    r"(?<![\w.\-])[\w\-.]{0,100}[\w\-]\.(?:pdf|psd|ai|png|jpe?g|mp4|mov|zip|rar|docx?|xlsx?|pptx?"
    r"|gif|svg|csv|sketch|fig)\b",
    re.I,
)
_QUOTE = re.compile(
    r"“[^”]{1,200}”|「[^」]{1,200}」|『[^』]{1,200}』|\"[^\"\n]{2,200}\"|《[^》]{1,80}》|【[^】]{1,80}】"
)
_QUOTED_LINE = re.compile(r"^\s*(?:>|&gt;).*$", re.M)
_SAYING = re.compile(
    r"(?:说|要求|原话|反馈|回复|表示|提到|said|says|asked|wrote|wants|told (?:me|us))\s*(?:是)?[:：,，]?\s*$"
)
_STICKER = re.compile(r"\[[\u4e00-\u9fffA-Za-z]{1,6}\]|:[a-z0-9_+\-]+:(?!\d)")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\u2300-\u23ff]")


def evened(text: str) -> str:
    """Lower case, half-width digits, simplified characters; every character keeps its place."""
    return text[:MOST_CHARACTERS].translate(_EVEN)


def blanked(text: str, *, quotes: bool = True) -> str:
    """An evened text without what is data: code, links, file names, stickers, quoted lines, quoted copy.

    What somebody is said to have said stays ("客户说：“换成蓝色”"): it is a requirement, not copy. With quotes=False,
    whatever is quoted stays.
    """
    for pattern in (_CODE, _LINK, _FILE, _QUOTED_LINE, _STICKER) if quotes else (_CODE, _LINK, _FILE, _STICKER):
        text = pattern.sub(_spaces, text)
    text = _EMOJI.sub(" ", text)
    return _QUOTE.sub(_unless_said, text) if quotes else text


def has_code_or_link(text: str) -> bool:
    return bool(_CODE.search(text) or _LINK.search(text))


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _unless_said(match: re.Match[str]) -> str:
    if _SAYING.search(match.string, max(0, match.start() - 12), match.start()):
        return match[0]
    return match[0][0] + " " * (len(match[0]) - 2) + match[0][-1]  # the marks stay: “ ” is still something
