"""The door to WeCom (企业微信): the self-built app's callback, message/send, template cards. wechatpy stays in here."""
