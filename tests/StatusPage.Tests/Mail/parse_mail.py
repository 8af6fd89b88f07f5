"""Reads length-prefixed messages from standard input and prints what Python's e-mail package understands of each, as JSON lines."""
import email, email.policy, json, struct, sys
from email.header import decode_header, make_header
from email.utils import parseaddr


def address(raw, name):
    """The policy's own address parser keeps the blanks between encoded words, against RFC 2047 section 6.2; the older one does not."""
    display, addr_spec = parseaddr(email.message_from_bytes(raw)[name].replace("\r", "").replace("\n", ""))
    return [str(make_header(decode_header(display))), addr_spec]


stream = sys.stdin.buffer
while True:
    prefix = stream.read(4)
    if len(prefix) < 4:
        break
    raw = stream.read(struct.unpack(">I", prefix)[0])
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    print(json.dumps({
        "headers": [[name, str(value)] for name, value in message.items()],
        "types": [part.get_content_type() for part in message.walk()],
        "text": parts.get("text/plain"),
        "html": parts.get("text/html"),
        "from": address(raw, "From"),
        "to": address(raw, "To"),
        "defects": [str(d) for part in message.walk() for d in part.defects]
                   + [f"{name}: {d}" for name, value in message.items() for d in value.defects],
    }))
