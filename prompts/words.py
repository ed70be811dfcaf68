"""The agency's words in both languages: kinds, statuses, signals, weekdays."""

from typing import Literal

Lang = Literal["zh", "en"]

# Chinese first, then English
WORDS: dict[str, tuple[str, str]] = {
    "kind.complaint": ("投诉", "Complaint"),
    "kind.approval": ("确认", "Approval"),
    "kind.feedback": ("反馈", "Feedback"),
    "kind.meeting": ("会议", "Meeting"),
    "kind.call": ("电话", "Call"),
    "kind.praise": ("表扬", "Praise"),
    "kind.question": ("提问", "Question"),
    "kind.info": ("信息", "Info"),
    "record.interaction": ("沟通记录", "Interaction"),
    "record.change_request": ("变更单", "Change request"),
    "record.task": ("任务", "Task"),
    "record.promise": ("承诺", "Promise"),
    "record.signal": ("信号", "Signal"),
    "record.record_message": ("依据", "Evidence"),
    "record.delivery": ("交付", "Delivery"),
    "record.project": ("项目", "Project"),
    "record.client": ("客户", "Client"),
    "record.channel": ("频道", "Channel"),
    "record.member": ("设置", "Setting"),
    "record.agency": ("公司设置", "Agency setting"),
    "record.contact": ("联系人", "Contact"),
    "enquiry.question": ("提问", "question"),
    "enquiry.request": ("需求", "request"),
    "enquiry.complaint": ("投诉", "complaint"),
    "signal.complaint": ("投诉", "complaint"),
    "signal.dissatisfaction": ("不满意", "dissatisfaction"),
    "signal.slow_response": ("嫌回复慢", "slow response"),
    "signal.competitor": ("提到其他代理商", "another agency"),
    "signal.budget_cut": ("削减预算", "budget cut"),
    "signal.non_renewal": ("可能不续约", "may not renew"),
    "signal.contact_leaving": ("对接人变动", "contact leaving"),
    "status.proposed": ("待确认", "to confirm"),
    "status.submitted": ("已提交", "submitted"),
    "status.approved": ("已批准", "approved"),
    "status.rejected": ("已驳回", "rejected"),
    "status.done": ("已完成", "done"),
    "status.todo": ("待办", "to do"),
    "status.doing": ("进行中", "doing"),
    "status.review": ("待审", "in review"),
    "status.cancelled": ("已取消", "cancelled"),
    "status.withdrawn": ("客户已撤回", "withdrawn"),
    "status.merged": ("已合并", "merged"),
    "status.dismissed": ("已忽略", "dismissed"),
    "status.active": ("服务中", "active"),
    "status.paused": ("暂停", "paused"),
    "status.archived": ("已归档", "archived"),
    "priority.low": ("不急", "low"),
    "priority.normal": ("普通", "normal"),
    "priority.high": ("紧急", "high"),
    "priority.urgent": ("特急", "urgent"),
    "audience.internal": ("内部", "internal"),
    "audience.shared": ("外部可见", "shared with outsiders"),
}

WEEKDAYS: dict[Lang, tuple[str, ...]] = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def word(key: str, lang: Lang) -> str:
    """The word for a key. Raises KeyError: a missing word is our bug."""
    return WORDS[key][0 if lang == "zh" else 1]
