"""Amounts of money as people type them: 3000, ¥3,000, 1.5万, 2k USD, 5000元."""

import re
from dataclasses import dataclass
from decimal import Decimal

CURRENCIES = ("CNY", "USD", "EUR", "GBP", "HKD", "SGD", "JPY", "TWD")
MOST = Decimal(10) ** 12

_CODES = {
    "rmb": "CNY", "cny": "CNY", "usd": "USD", "eur": "EUR", "gbp": "GBP", "hkd": "HKD", "sgd": "SGD", "jpy": "JPY",
    "twd": "TWD", "元": "CNY", "块": "CNY", "人民币": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP",
    "港币": "HKD", "港元": "HKD", "日元": "JPY", "新台币": "TWD", "新币": "SGD", "¥": "CNY", "￥": "CNY", "$": "USD",
    "us$": "USD", "hk$": "HKD", "€": "EUR", "£": "GBP",
}  # fmt: skip
_TIMES = {"万": 10_000, "千": 1_000, "百": 100, "k": 1_000, "w": 10_000, "m": 1_000_000}
_NAME = "|".join(sorted(map(re.escape, _CODES), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![\w.])(?P<before>{_NAME})?\s*(?P<digits>\d{{1,3}}(?:[,，]\d{{3}})+(?:\.\d{{1,2}})?|\d{{1,12}}(?:\.\d{{1,2}})?)"
    rf"\s*(?P<times>[万千百]|[kwm](?![a-z]))?\s*(?P<after>(?:{_NAME})(?![a-z]))?(?![\d.])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Money:
    """An exact amount. `currency` None: nobody said which."""

    amount: Decimal
    currency: str | None


def find_money(words: str) -> tuple[str, Money] | None:
    """The first amount above nothing in these words, as it stands there and as it is meant; None if there is none."""
    for match in _AMOUNT.finditer(words):
        amount = Decimal(re.sub("[,，]", "", match["digits"])) * _TIMES.get((match["times"] or "").casefold(), 1)
        if 0 < amount < MOST:
            name = (match["after"] or match["before"] or "").casefold()
            return match[0].strip(), Money(amount.quantize(Decimal("0.01")), _CODES.get(name))
    return None


def read_money(words: str) -> Money | None:
    """An amount that stands alone, as in a form's field; None if these words are none."""
    found = find_money(words)
    return found[1] if found is not None and found[0] == words.strip() else None
