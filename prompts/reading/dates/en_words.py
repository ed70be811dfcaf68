"""Numbers, months and weekdays as English messages write them; what the English rules share."""

L, R = r"(?<![a-z])", r"(?![a-z])"  # boundaries of Latin letters: in 周四EOD前 the word stands beside Chinese ones
_ONES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]
NUMBERS = {name: value + 1 for value, name in enumerate(_ONES)} | {
    "a": 1, "an": 1, "the": 1, "a couple of": 2, "a couple": 2, "couple of": 2, "couple": 2, "twenty": 20,
    "twenty-four": 24, "thirty": 30, "forty": 40, "forty-five": 45, "forty-eight": 48, "fifty": 50, "sixty": 60,
}  # fmt: skip
COUNT_WORDS = "|".join(sorted((name for name in NUMBERS if name != "the"), key=len, reverse=True))
COUNT = rf"(?:\d{{1,3}}|{COUNT_WORDS})"
MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAY_NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# "mon", "sat" and "sun" are words of their own elsewhere.
WEEKDAY = (
    r"(?:monday|tue(?:s(?:day)?)?|weds?(?:nesday|day)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|saturday|sunday"
    r"|mon(?!day)(?= |[,.;!?:)\-/]|$)|(?:(?<=by )|(?<=on )|(?<=before )|(?<=this )|(?<=next )|(?<=until )|(?<=till )"
    r"|(?<=for )|(?<=or )|(?<=-)|(?<=to )|(?<=\()|(?<=and ))(?:sat|sun)(?![a-z])"
    r"|(?:sat|sun)(?= (?:morning|afternoon|arvo|evening|night|noon)(?![a-z])))"
)
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
ORDINALS = {name: value + 1 for value, name in enumerate(_ORDINALS)} | {
    f"{tens}{gap}{name}": base + value + 1
    for tens, base in (("twenty", 20), ("thirty", 30))
    for gap in (" ", "-")
    for value, name in enumerate(_ORDINALS[:9])
    if base + value + 1 <= 31
} | {"thirtieth": 30}  # fmt: skip
ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?![a-z\d])|(?:{ORDINAL}){R})"


def count_of(words: str) -> int:
    """3, three, a couple of. Raises KeyError, which is no date, for words that are no number."""
    return int(words) if words.isdigit() else NUMBERS[words]


def month_of(words: str) -> int:
    return MONTH_NAMES.index(words[:3]) + 1


def weekday_of(words: str) -> int:
    return WEEKDAY_NAMES.index(words[:3])


def day_of(words: str) -> int:
    """24, 24th, twenty-fourth."""
    return ORDINALS[words] if words in ORDINALS else int(words.rstrip("stndrh"))
