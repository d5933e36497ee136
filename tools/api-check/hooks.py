"""What Schemathesis does not know by itself: lines of JSON as a body, of which the document says that they are a text."""

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(ctx, value):
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else str(value).encode()
