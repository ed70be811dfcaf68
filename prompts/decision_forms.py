"""The forms that go with a decision: why something is rejected, and what a supplementary order costs."""

from prompts.cards import Choice, Field, Form
from prompts.words import Lang

LONGEST_REASON = 500
LONGEST_NOTE = 120
_REJECT = {
    "zh": ("驳回", "驳回", "取消", "理由", "提交人会看到", "发「驳回 {number} 理由」也可以"),
    "en": ("Reject", "Reject", "Cancel", "Reason", "Who submitted it reads this", "Or send: reject {number} <reason>"),
}
_ORDER = {
    "zh": ("加价单", "提交审批", "取消", "金额", "例：3000", "币种", "说明", "发「加价单 {number} 3000」也可以"),
    "en": (
        "Supplementary order", "Submit", "Cancel", "Amount", "e.g. 3000", "Currency", "Note",
        "Or send: order {number} 3000",
    ),
}  # fmt: skip


def reject_form(lang: Lang, *, about: str, number: str) -> Form:
    """Asks for the reason of a rejection."""
    title, submit, cancel, label, hint, intro = _REJECT[lang]
    reason = Field(name="reason", label=label, kind="text", hint=hint, is_required=True)
    return Form(
        name="reject",
        title=f"{title} {number}",
        submit=submit,
        cancel=cancel,
        fields=(reason,),
        about=about,
        intro=intro.format(number=number),
    )


def order_form(lang: Lang, *, about: str, number: str, currency: str, currencies: tuple[str, ...]) -> Form:
    """Asks for the price of a revision round beyond the allowance."""
    title, submit, cancel, amount, hint, currency_label, note, intro = _ORDER[lang]
    choices = tuple(Choice(label=code, value=code) for code in currencies)
    fields = (
        Field(name="amount", label=amount, hint=hint, is_required=True),
        Field(name="currency", label=currency_label, kind="choice", value=currency, choices=choices, is_required=True),
        Field(name="note", label=note),
    )
    return Form(
        name="order",
        title=title,
        submit=submit,
        cancel=cancel,
        fields=fields,
        about=about,
        intro=intro.format(number=number),
    )
