"""After a whole story in shared channels: nothing that the bot did can be seen by anybody from outside."""

from pathlib import Path

from agency import Agency, furnish
from cards import press
from queue_state import is_settled, opened
from starting import Start

from bot.fakes import FakeSlack, SlackSender
from bot.fakes.process import environment, wait_until
from storage.store import Store

# Methods that put something before somebody's eyes; all others only ask.
SPEAKING = {"chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete", "views.open", "views.update",
            "views.publish", "response_url"}  # fmt: skip
ASKING = {"auth.test", "users.info", "conversations.info", "conversations.open", "conversations.history",
          "conversations.replies"}  # fmt: skip


def settle(store: Store) -> None:
    wait_until(lambda: is_settled(store), timeout_s=20, what="everything said and done")


def play_story(agency: Agency, sender: SlackSender, store: Store) -> None:
    """Commands, talk, edits, deletions, mentions, presses and forms, all of them where the client reads along."""
    slack, shared = agency.slack, agency.shared
    sender.slash("/crm", "绑定 青柠酸奶", agency.amy, shared)
    for command in ("help", "client", "tasks", "log 和马姐通了电话", "change logo 放大 周五前", "task 出初稿 周四前",
                    "done T-1", "undo", "lang en", "nonsense", "done", "link 青柠酸奶2"):  # fmt: skip
        assert sender.slash("/crm", command, agency.amy, shared).status == 200
    settle(store)
    wish = sender.message(shared, agency.carol, "请把首页主视觉的 logo 再放大 20%，周五前给我们")
    settle(store)
    complaint = sender.message(shared, agency.carol, "你们太慢了，我们很不满意，另一家公司的比稿更便宜", thread=wish.ts)
    promise = sender.message(shared, agency.tom, "好的，周四前一定给您新版", thread=wish.ts)
    sender.mention(shared, agency.tom, "任务 给客户打电话 明天", thread=wish.ts)
    sender.mention(shared, agency.carol, "help")
    settle(store)
    sender.edit(wish, "请把首页主视觉的 logo 再放大 50%，周五前给我们")
    sender.delete(complaint)
    sender.react(promise, agency.carol, "white_check_mark")
    settle(store)
    for card in [post for post in slack.posted() if post.channel == slack.direct(agency.amy).id]:
        for action in ("edit", "confirm", "undo"):
            if any(action in str(block) for block in card.blocks):
                press(sender, card, action, agency.amy)
                settle(store)
        for view in slack.views_of(agency.amy):
            sender.submit(view, agency.amy, {"title": "Logo 放大 50%"})
            settle(store)
    for note in slack.whispered(shared):
        if "undo" in str(note.blocks):
            press(sender, note, "undo", agency.amy)
    settle(store)


def test_nothing_that_the_bot_does_in_a_shared_channel_is_seen_from_outside(
    tmp_path: Path, slack: FakeSlack, start: Start
):
    env = environment(f"sqlite:///{tmp_path}/liaison.db", slack=slack)
    agency = furnish(slack)
    program = start("run", env=env)
    with SlackSender(program.url("/slack/events"), slack) as sender, opened(env["DATABASE_URL"]) as store:
        play_story(agency, sender, store)

        assert slack.visible_to_outsiders() == []
        assert slack.posted(agency.shared) == []
        assert slack.whispered(user=agency.carol) == []
        methods = {call.method for call in slack.calls}
        assert methods <= SPEAKING | ASKING
        assert {"chat.postMessage", "chat.postEphemeral", "chat.update", "views.open", "response_url"} <= methods
        for call in slack.calls:
            assert not (call.method == "response_url" and call.args.get("response_type") == "in_channel")
            assert not (call.method == "chat.postMessage" and call.args["channel"] == agency.shared.id)
            assert call.answer is None or call.answer.get("ok"), (call.method, call.answer)


def test_a_channel_that_is_shared_while_an_answer_waits_does_not_get_it(tmp_path: Path, slack: FakeSlack, start: Start):
    env = environment(f"sqlite:///{tmp_path}/liaison.db", slack=slack)
    agency = furnish(slack)
    program = start("run", env=env)
    with SlackSender(program.url("/slack/events"), slack) as sender, opened(env["DATABASE_URL"]) as store:
        sender.message(agency.inside, agency.amy, "大家早")
        settle(store)
        slack.throttle("chat.postMessage", retry_after_s=2, times=1)
        sender.message(agency.inside, agency.amy, "客户要求海报标题改大，周五前给")
        slack.wait_for(lambda: slack.calls_of("chat.postMessage"))
        with slack.lock:
            agency.inside.is_ext_shared = True
            agency.inside.members.append(agency.carol.id)
        event = {"type": "channel_shared", "channel": agency.inside.id, "connected_team_id": agency.carol.team_id}
        assert sender.event(event, channel=agency.inside).status == 200
        settle(store)

        assert slack.visible_to_outsiders() == []
        assert [post.channel for post in slack.posted()] == [slack.direct(agency.amy).id]
