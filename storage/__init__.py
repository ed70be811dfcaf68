"""Tables, queries, migrations, and the two queues: the inbox and the outbox."""
