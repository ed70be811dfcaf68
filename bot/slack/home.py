"""A page drawn as the app's home. Pure, and within Slack's limits however much there is to show."""

from collections.abc import Iterator

from bot.slack.blocks import Block, heading_block, row_block, small_block, words_block
from prompts.cards import Item, Link, Page, Section

HOME_BLOCKS = 100


def home_view(page: Page) -> Block:
    """The view that views.publish takes."""
    blocks = [heading_block(page.title)]
    for section in page.sections:
        drawn = list(_draw_section(section))
        if len(blocks) + len(drawn) > HOME_BLOCKS - 1:  # whole sections, or what people see would end in the middle
            break
        blocks += drawn
    if page.footer.strip():
        blocks.append(small_block(page.footer))
    return {"type": "home", "callback_id": page.name, "blocks": blocks}


def _draw_section(section: Section) -> Iterator[Block]:
    yield heading_block(section.heading)
    if section.note.strip():
        yield small_block(section.note)
    for item in section.items:
        yield from _draw_item(item)
    if section.buttons:
        yield row_block(section.buttons)


def _draw_item(item: Item) -> Iterator[Block]:
    yield words_block(item.text, item.detail, Link(label="↗", url=item.url) if item.url else None)
    if item.buttons or item.select is not None:
        yield row_block(item.buttons, item.select)
