"""What Schemathesis does not know by itself: bodies that the document calls a text, of media types that are not JSON."""

import schemathesis


def as_bytes(value):
    if isinstance(value, bytes):
        return value
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else str(value).encode()


@schemathesis.serializer("application/x-ndjson")
def lines(ctx, value):
    return as_bytes(value)


@schemathesis.serializer("application/partial-upload")
def stretch(ctx, value):
    return as_bytes(value)
