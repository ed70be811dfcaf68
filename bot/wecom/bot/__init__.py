"""The door of WeCom's AI bot (智能机器人): its long connection, its callback, and the way out by either."""
