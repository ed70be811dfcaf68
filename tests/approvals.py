"""An agency in which somebody may approve: its people on both platforms, and its change requests."""

from kit import AMY_DM, CHANGE, SHARED, TEAM, WANG_DM, ZHAO, House
from sqlmodel import select

from handlers.replies import Reply
from prompts.reading.schema import Reading
from storage.tables import Account, ChangeRequest, Client, Member


def set_member(house: House, number: int, **fields: object) -> None:
    """Change a member's row."""

    def unit(session):
        member = session.get(Member, number)
        for name, value in fields.items():
            setattr(member, name, value)
        session.add(member)

    house.store.write(unit)


def put_on_both(house: House, member_id: int, userid: str = "zhaoyu") -> None:
    """Whoever has this WeCom account is this member."""

    def unit(session):
        account = session.exec(select(Account).where(Account.external_id == userid)).one()
        account.member_id = member_id
        session.add(account)

    house.store.write(unit)


def open_agency(house: House) -> House:
    """Amy (1, admin, English), 王小雨 (2, ae), 赵宇 (3, manager, on WeCom); ACME's shared channel is linked."""
    house.say("UAMY", AMY_DM, "hello")
    house.say("UWANG", TEAM, "大家早")
    house.say("zhaoyu", ZHAO, "帮助")
    set_member(house, 3, role="manager")
    house.crm("UAMY", SHARED, "link ACME")
    house.say("UCAROL", SHARED, "Hi all")

    def owner(session):
        client = session.get(Client, 1)
        client.owner_id = 2
        session.add(client)

    house.store.write(owner)
    return house


def file(house: House, title: str = "Logo larger", *, user: str = "UWANG") -> list[Reply]:
    """王小雨 files a change request for ACME by command: her receipt, and the approval cards."""
    reading = CHANGE.model_copy(update={"title": title})
    return house.crm(user, SHARED, f"change {title}", reading)


def ask(house: House, title: str = "Logo larger", reading: Reading | None = None) -> list[Reply]:
    """Carol asks for it, and 王小雨 confirms the proposal."""
    wanted = (reading or CHANGE).model_copy(update={"title": title})
    (asked,) = house.say("UCAROL", SHARED, f"{title} please", wanted)
    return house.press_button("UWANG", WANG_DM, asked, "确认")


def to(replies: list[Reply], user: str) -> Reply:
    """The only reply to somebody."""
    (found,) = [reply for reply in replies if reply.to.user == user]
    return found


def changes_of(house: House) -> list[tuple[int, str]]:
    """Number and status of every change request."""
    return [(row.number, row.status) for row in house.rows(ChangeRequest)]
