"""The words of an English clause that belong into a title: the thing and what becomes of it."""

import re

MOST = 8  # words
_OPENERS = re.compile(
    r"^(?:[\s,.!:;~\-–—·•*>()/]|\d{1,2}[.)]\s(?!\d)|(?:hi|hey|hello|dear|good (?:morning|afternoon"
    r"|evening)|morning|afternoon|evening|ok(?:ay)?|yes|yep|yeah|yup|no|sure|great|perfect|lovely"
    r"|nice|right|well|oh|ah|wow|omg|ugh|hmm|ha|haha|lol|cheers|ta|noted|understood|agreed|clear"
    r"|grand|got it|thanks?(?: you)?(?: so much| very much| a lot)?(?: for (?:that|this|the \w+))?"
    r"|team|all|folks|guys|everyone|also|and|so|but|then|n|plus|just|still|actually|honestly"
    r"|basically|look|listen|please|pls|plz|kindly|btw|fyi|quick (?:one|question|ask)"
    r"|one more (?:thing|ask)|(?:tiny )*(?:small|tiny|little|last) (?:one|thing|tweak)|heads up"
    r"|to be (?:honest|fair|clear)|i'?ll be honest|for clarity|between us|sorry(?: about (?:that"
    r"|this))?|apologies|my bad|wait|again|first|second|next|finally"
    r"|(?:can|could|would|will|may|might) (?:you|we|u|it|i|one of you|someone|somebody)(?: please"
    r"| pls| kindly| also| maybe| possibly| just)*(?: be able to| manage to)?|(?:is"
    r"|would) it (?:be )?(?:possible|ok) (?:to|if we|for you to)|any chance (?:you|we) (?:can"
    r"|could)|any chance of|are (?:we|you) able to|can'?t we|no prob(?:s|lem)?|no worries|easy one"
    r"|done deal|voice (?:memo|note)(?: transcript)?(?: so)?|so um|um+|er+|on it|(?:do"
    r"|would) you mind|we(?:'d| would)? (?:need|want|like|love|prefer)(?: you)?(?: to)?|i(?:'d"
    r"| would|'ll)? (?:still |also |really )?(?:need|want|like|love|prefer)(?: you)?(?: to)?"
    r"|i should like|need(?=(?: the| a| an| two| three| to| \d| new)(?![a-z]))(?: to)?|let'?s"
    r"|let me|we should|you should|we(?:'re| are)? going to|i'?m going to"
    r"|i'?ll|i will|i shall|i can|we'?ll|we will|we can|i'?m|we'?re|i am|we are|will|must be"
    r"|should be|i think(?: that)?|we think(?: that)?|i feel(?: that)?|i guess|maybe|perhaps"
    r"|it(?:'s| is| was)|that(?:'s| is)|there(?:'s| is| are)|here(?:'s| is| are)(?: the)?|have|get"
    r"|(?:can|could|should)(?= (?:the|this|that|those|these|our|both)(?![a-z])))(?![a-z'\-]))+",
    re.I,
)
_RELAY = re.compile(
    r"^\s*(?:[Tt]he )?(?:client|boss|legal|compliance|marketing|the team|my \w+|[A-Z][a-z]+"
    r"|Dr\.? [A-Z]\w*|Mr\.? [A-Z][a-z]+|Ms\.? [A-Z][a-z]+)(?: (?:just|also|now))? (?:says?|said"
    r"|wants?(?: us)?(?: to)?|asked(?: us)?(?: to| for| if)?|asks(?: for| if)?|would like|needs?"
    r"|requested|feels|thinks)(?: that)?(?![a-z])",
)
_DOES = re.compile(
    r"^\W*(?:[A-Z][\w'’-]+(?: [A-Z][a-z]+)?)(?:'ll| will|'s to| to| is going to| can you"
    r"| could you| can u|,? (?:can|could|would|will) you|,? please|,? pls)(?: please| pls)? "
)
_WHEN = re.compile(
    r"(?:,|\(|-|–)?\s*(?<![\w$£€])(?:(?:by|before|on|at|for|until|till|from|within|in|due"
    r"|no later than|latest by|live by|ready by|ready)\s+)?(?:(?:the )?(?:end of (?:the )?(?:day"
    r"|week|month|play|business)|close of (?:play|business)|eod|cob|eow|eom|noon|midday|midnight"
    r"|lunch(?:time)?|first thing|today|tonight|tomorrow|tmr|tmrw|(?:this|next|last|early"
    r"|late)? ?(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?|(?:this"
    r"|next) (?:week|month|afternoon|morning|evening|quarter)|the \d{1,2}(?:st|nd|rd|th)"
    r"|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)\w*"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|tember"
    r"|ober|ember)?\.? \d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?::\d{2})? ?(?:am|pm)|(?:\d+|an?|one|two"
    r"|three|four|five|ten|half an)(?: |-)?(?:working |business )?(?:hours?|hrs?|mins?|minutes?"
    r"|days?))(?![\w:])"
    r"(?:\s?(?:morning|afternoon|evening|night|arvo|noon|midday|eod|cob|latest|please|(?:at "
    r"|by )?\d{1,2}(?::\d{2})? ?(?:am|pm)|at \d{1,2}))*)(?:\))?",
    re.I,
)
_TAIL = re.compile(
    r"(?:[\s,.!?~:;\-–—(]|(?<![a-z])(?:please|pls|plz|thanks?(?: you)?|thx|cheers|asap|urgently"
    r"|urgent|if (?:you can|possible|poss|that'?s ok)|ok|okay|will do|though|tho|too|as well|also"
    r"|now|right away|immediately|no rush|whenever|and|or|but|so|to|by|for|on|at|in|with|then|when"
    r"|the|a|of|from|again|mate|lah|for you|to you|to me|back to me|with you))+$",
    re.I,
)
_FILLERS = re.compile(
    r"(?<![\w'’])(?:please|pls|kindly|just|really|actually|basically|simply"
    r"|a (?:little )?bit(?: of)?|a little|slightly|the|a|an|our|your|their|my|i think|we think"
    r"|honestly|also|too|as well|definitely|quite|very|some|somehow)(?![\w'’])",
    re.I,
)
_TO_BE = re.compile(
    r"^(.{3,60}?) (?:should|must|needs? to|has to|have to|ought to|can|could|to) be "
    r"(replac|remov|chang|mov|updat|delet|shorten|enlarg|correct|fix|add)(e?d)\b(?! to be)",
    re.I,
)
_SAYS_SHORTER = (
    (
        re.compile(
            r"\b(?:needs? to|has to|have to|must|should|ought to|wants? to|is to|are to) (?:be|say"
            r"|read|become|become a)\b:?",
            re.I,
        ),
        "to",
    ),
    (re.compile(r"\b(?:is|are) (?:now|to be)\b", re.I), "now"),
    (re.compile(r"\bwill be\b", re.I), ""),
    (
        re.compile(r"\b(?:take|leave) out\b|\bget rid of\b|\blose\b(?= the| that)|\bkill\b(?= the| that)", re.I),
        "remove",
    ),
    (re.compile(r"\bchange(?:d)? (?:it )?(?:back )?to\b", re.I), "to"),
    (re.compile(r"\b(send|give|get|show|email|bring)(?:ing)? (?:you|me|us|him|her|them|over)\b(?! to)", re.I), r"\1"),
    (
        re.compile(
            r"^(.{4,40}?) (?:be|to be) (bigger|larger|smaller|shorter|longer|brighter|darker|lighter"
            r"|blue|red|green|white|black|higher|lower)\b",
            re.I,
        ),
        r"\1 \2",
    ),
    (re.compile(r"^is supposed to\b", re.I), "should"),
    (re.compile(r"\bto be\b", re.I), "to"),
)
_TAKES_UP = re.compile(
    r"^(sending|doing|fixing|pulling|swapping|adding|updating|checking|making|working on|re-?doing"
    r"|re-?exporting|booking|getting|chasing|moving|removing|taking|uploading|forwarding|scanning"
    r"|ordering|printing)\b",
    re.I,
)
_PLAIN = {
    "sending": "send", "doing": "do", "fixing": "fix", "pulling": "pull", "swapping": "swap", "adding": "add",
    "updating": "update", "checking": "check", "making": "make", "working on": "work on", "redoing": "redo",
    "re-doing": "redo", "re-exporting": "re-export", "reexporting": "re-export", "booking": "book",
    "getting": "get", "chasing": "chase", "moving": "move", "removing": "remove", "taking": "take",
    "uploading": "upload", "forwarding": "forward", "scanning": "scan", "ordering": "order",
    "printing": "print",
}  # fmt: skip
_BREAK = re.compile(
    r"\s(?:because|since|as|so|which|who|that|if|when|while|before|after|until|unless|but|and"
    r"|where|with|for|from|in|on|at|by|to|instead|not)\b|[,;:–—(]",
    re.I,
)


def trim(clause: str, *, keeps_date: bool = False) -> str:
    """A clause without greeting, vocative, politeness, who said it, and date."""
    words, before = clause, None
    while words != before:
        before = words
        words = _OPENERS.sub("", words)
        words = _RELAY.sub("", _DOES.sub("", words))
    words = _without_reason(words)
    shorter = _WHEN.sub(" ", words) if not keeps_date else words
    words = shorter if len(shorter.split()) >= 2 else words
    words = _TO_BE.sub(_ordered, words)
    for pattern, instead in _SAYS_SHORTER:
        words = pattern.sub(instead, words)
    words = _TAIL.sub("", words)
    shorter = re.sub(r"\s+", " ", _FILLERS.sub(" ", words)).strip()
    words = shorter if len(shorter.split()) >= 2 else words
    words = _TAIL.sub("", re.sub(r"\s+([,.!?:;])", r"\1", words)).strip(' ,.!:;-–—"“”')
    found = _TAKES_UP.match(words)
    return _PLAIN.get(found[1].lower(), found[1]) + words[found.end() :] if found else words


_ASIDE = re.compile(
    r"\s*\([^)]*\)|(?<=\w{2})[,\s]+(?:because|since (?!\d)|otherwise|so (?:that|we|it|they|i|you"
    r"|he|she)\b|as (?:it|we|they|he|she|the|per)\b|if (?:you|it|we|they|that|not)\b|when (?:you"
    r"|we|it|they)\b|which (?:is|was|we|they)\b|it'?s\b|he'?s\b|she'?s\b|they'?re\b|before (?:he"
    r"|she|it|we|they)\b|until (?:he|she|it|we|they)\b|while (?:you|we|they)\b).*$",
    re.I | re.S,
)


def _ordered(match: re.Match[str]) -> str:
    """Replace the image, for: the image should be replaced."""
    verb = match[2] if match[2].lower() in ("shorten", "correct", "fix", "add") else f"{match[2]}e"
    return f"{verb} {match[1]}"


def _without_reason(words: str) -> str:
    shorter = _ASIDE.sub("", words)
    return shorter if len(shorter.split()) >= 2 else words


def cut(words: str, most: int = MOST) -> str:
    """No more words than that, ending before a conjunction where one is near."""
    kept = words.split()
    if len(kept) <= most:
        return words
    text = " ".join(kept[:most])
    breaks = [
        match.start() for match in _BREAK.finditer(text) if len(text[: match.start()].split()) >= max(3, most - 4)
    ]
    return _TAIL.sub("", text[: breaks[-1]] if breaks else text)
