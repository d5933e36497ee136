"""What Schemathesis does not know by itself: bodies that the document calls a text, of media types that are not JSON."""

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(ctx, value):
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else str(value).encode()


@schemathesis.serializer("application/partial-upload")
def part(ctx, value):
    return value if isinstance(value, bytes) else lines(ctx, value)
