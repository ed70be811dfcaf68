"""Who plays: an agency of seven, and the people of its clients."""

from bot.demo.script import Person, Room

LIME, HARBOR = "青柠酸奶", "Harbor & Pine"

PEOPLE = (
    # The agency, on Slack. Whoever speaks first becomes the administrator.
    Person("min", "周敏", "zh", "客户总监"),
    Person("xiao", "林晓", "zh", "客户经理"),
    Person("yu", "陈小雨", "zh", "设计师"),
    Person("amy", "Amy Chen", "en", "account executive"),
    Person("tom", "Tom Baker", "en", "designer"),
    # The agency, on WeCom.
    Person("zhaoyu", "赵宇", "zh", "客户经理", platform="wecom"),
    Person("nina", "Nina He", "en", "account executive", platform="wecom"),
    # Their clients, in Slack Connect channels.
    Person("ma", "马丽", "zh", "品牌总监", side=LIME),
    Person("gao", "小高", "zh", "市场专员", side=LIME),
    Person("carol", "Carol Reyes", "en", "head of marketing", side=HARBOR),
    Person("dev", "Dev Patel", "en", "founder", side=HARBOR),
)

ROOMS = (
    Room("lime", "lime-青柠酸奶", ("xiao", "yu", "ma", "gao")),
    Room("team_lime", "team-青柠", ("min", "xiao", "yu")),
    Room("harbor", "harbor-pine", ("amy", "tom", "carol", "dev")),
    Room("team_harbor", "team-harbor", ("min", "amy", "tom")),
    Room("crew", "Solstice 项目群", ("nina", "zhaoyu"), platform="wecom"),
)

PERSON = {person.key: person for person in PEOPLE}
ROOM = {room.key: room for room in ROOMS}
