"""The rules: word lists that read a message without anything learned; the embedded reader leans on their parts."""
