"""Pasted chat records: what people copy out of WeChat, WeCom and Slack, split into its messages. Pure.

`stamps` knows dates and times as chats write them, `heads` the lines that name a speaker, `contents` what stands under
them, `record` puts them together. The forms that are known are listed in docs/wecom.md.
"""
