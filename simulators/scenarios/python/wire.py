"""Keys, signed documents and binary messages of docs/protocol.md."""
import base64, hashlib, hmac, json, struct, time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

TICKET_FIELDS = set(
    "device job transfer sequence release cipher releaseSalt policy mode slotDeadlineMs onNoSlot "
    "confirmTimeoutMs issuedAtMs expiresAtMs".split()
)
DAY_MS, LAST_MS = 86_400_000, 1_099_511_627_775_000
TICKET_RANGES = {"job": (1, 2**31 - 1), "transfer": (1, 2**32 - 1), "sequence": (1, 2**31 - 1)}
TICKET_RANGES |= {"slotDeadlineMs": (0, 30 * DAY_MS), "confirmTimeoutMs": (1, DAY_MS)}
TICKET_RANGES |= {"issuedAtMs": (0, LAST_MS), "expiresAtMs": (0, LAST_MS)}
TICKET_WORDS = {"cipher": "none A128CTR A256CTR", "policy": "mirror keep-previous", "mode": "live reset"}
TICKET_WORDS |= {"onNoSlot": "fail force"}
MANIFEST_FIELDS = set(
    "format product version counter parts hardware blockSize streamLength saltLength created streamDigest blocks sections".split()
)
MANIFEST_OPTIONAL = {"swapSection", "ramLayout", "postUpdateEntry"}


class Fault(Exception):
    """A refusal with a code of docs/faults.md."""

    def __init__(self, code, detail):
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


def require(condition, code, detail):
    if not condition:
        raise Fault(code, detail)


def sha256(data):
    return hashlib.sha256(data).digest()


def to_base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text):
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_base64url(data) != text:
        raise ValueError("not base64url")
    return data


def crc32_stm32(data):
    """The CRC unit with its reset settings, over little-endian words."""
    crc = 0xFFFFFFFF
    for (word,) in struct.iter_unpack("<I", data):
        crc ^= word
        for _ in range(32):
            crc = ((crc << 1) ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc


# Keys


def derive(secret, length, *fields, salt=None):
    encoded = [field.encode("ascii") if isinstance(field, str) else field for field in fields]
    info = b"".join(len(field).to_bytes(2, "big") + field for field in encoded)
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def token(root, device_id):
    """A JWT for one connection."""
    now = int(time.time())
    parts = {"alg": "HS256", "typ": "JWT"}, {"sub": device_id, "aud": "twinbank/mqtt", "iat": now, "exp": now + 600}
    signed = ".".join(to_base64url(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{to_base64url(hmac.digest(derive(root, 32, 'twinbank/1 auth'), signed.encode(), 'sha256'))}"


RESULT_STAGES = "done rejected failed reverted cancelled".split()
NO_DIGEST = bytes(32)


def receipt(root, device_id, said):
    """The device's authenticated last word on an attempt, as a result carries it."""
    stage, kind = RESULT_STAGES.index(said["stage"]) + 1, {None: 0, "clock": 1, "start": 2}[said["time"][0]]
    head = struct.pack(">BBBBIII", 1, stage, said["active"], kind, said["job"], said["transfer"], said["counter"])
    digests = b"".join(digest or NO_DIGEST for digest in (said["release"], *said["banks"]))
    texts = b"".join(bytes([len(text)]) + text.encode("ascii") for text in (said["fault"] or "", device_id))
    data = head + struct.pack(">Q", said["time"][1]) + digests + texts
    return to_base64url(data + hmac.digest(derive(root, 32, "twinbank/1 receipt"), data, "sha256"))


def only_once(pairs):
    """An object whose names are all different."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name is given twice")
    return dict(pairs)


def read_object(data):
    """A JSON object; anything else is a ValueError."""
    value = json.loads(data, object_pairs_hook=only_once)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def read_ticket_message(payload):
    """An order, a request to stop, or None for a message that cannot be read: nobody answers that."""
    try:
        message = read_object(payload)
        fields = set(message) - {"v"}
        numbers = [message[name] for name in fields & {"cancel", "job", "transfer"}]
        texts = [message[name] for name in fields & {"ticket", "manifest"}]
        known = fields in ({"cancel"}, {"job", "transfer", "ticket", "manifest"}) and message.get("v") == 1
        typed = all(type(number) is int and number > 0 for number in numbers)
        return message if known and typed and all(type(text) is str for text in texts) else None
    except ValueError:
        return None


def verified(jws, kind, keys):
    """The payload of a compact JWS by one of the keys."""
    try:
        head, payload, signature = jws.split(".")
        require(len(from_base64url(head)) <= 512, "signature_invalid", "header too long")
        header = read_object(from_base64url(head))
        key = next(key for key in keys if key["kid"] == header["kid"])
        fits = header["alg"] == "EdDSA" and header["typ"] == kind and "crit" not in header
        require(fits, "signature_invalid", "header")
        public = Ed25519PublicKey.from_public_bytes(from_base64url(key["x"]))
        public.verify(from_base64url(signature), f"{head}.{payload}".encode())
        return read_object(from_base64url(payload))
    except (ValueError, KeyError, StopIteration, InvalidSignature) as error:
        raise Fault("signature_invalid", f"{kind}: {error!r}") from error


# Documents


def check_ticket(ticket, order, device_id, taken):
    require(set(ticket) == TICKET_FIELDS, "ticket_malformed", "fields")
    for field, (low, high) in TICKET_RANGES.items():
        whole = type(ticket[field]) is int and low <= ticket[field] <= high
        require(whole, "ticket_malformed", f"{field} is not {low} to {high}")
    for field, words in TICKET_WORDS.items():
        require(ticket[field] in words.split(), "ticket_malformed", f"{field} is not one of {words}")
    require(ticket["device"] == device_id, "ticket_foreign", ticket["device"])
    same = (ticket["job"], ticket["transfer"]) == (order["job"], order["transfer"])
    require(same, "ticket_mismatch", "the message names another job")
    require(time.time() * 1000 < ticket["expiresAtMs"], "ticket_expired", "too late")
    require(ticket["sequence"] > taken, "ticket_replayed", f"{ticket['sequence']} is not above {taken}")


def check_manifest(manifest):
    def holds(condition, what):
        require(condition, "manifest_malformed", what)

    holds(MANIFEST_FIELDS <= set(manifest) <= MANIFEST_FIELDS | MANIFEST_OPTIONAL and manifest["format"] == 1, "fields")
    size, length, end = manifest["blockSize"], manifest["streamLength"], manifest["saltLength"]
    holds(size in (1024, 2048, 4096, 8192, 16384) and 0 < length <= 2097152, "blockSize, streamLength")
    count = (length + size - 1) // size
    holds(end % 64 == 0 and len(from_base64url(manifest["blocks"])) == 32 * count, "saltLength, blocks")
    for index, section in enumerate(manifest["sections"]):
        holds((section["type"] == "code") == (index == 0), "code comes first, and once")
        holds(section["offset"] == end + -end % 64 and section["length"] % (4 if index else 64) == 0, "offset, length")
        end = section["offset"] + section["length"]
    holds(end == length, "the stream ends with the last section")


def ram_layout(image):
    """The version of the RAM layout, from the descriptor at 0x200; None for an image without a descriptor."""
    return struct.unpack_from("<I", image, 0x22C)[0] if image[0x200:0x204] == b"TWBK" else None


def wants(transfer, blocks):
    """Binary wants for block numbers, at most 256 in a row each."""
    blocks = sorted(blocks)
    while blocks:
        first, near = blocks[0], [block for block in blocks if block < blocks[0] + 256]
        bitmap = bytearray((near[-1] - first) // 8 + 1)
        for block in near:
            bitmap[(block - first) // 8] |= 1 << (block - first) % 8
        yield struct.pack(">BIIB", 1, transfer, first, len(bitmap)) + bitmap
        blocks = blocks[len(near):]


class Download:
    """A transfer: which blocks are missing, which are on their way, and how each is read."""

    def __init__(self, ticket, manifest, root):
        self.ticket, self.manifest = ticket, manifest
        self.digests = from_base64url(manifest["blocks"])
        self.missing = set(range(len(self.digests) // 32))
        self.asked = set()
        self.due, self.patience, self.stalled_at = 0.0, 6.0, float("inf")
        if ticket["cipher"] != "none":
            length = {"A128CTR": 16, "A256CTR": 32}[ticket["cipher"]]
            fields = ticket["cipher"], manifest["product"], manifest["version"], bytes.fromhex(manifest["streamDigest"])
            salt = from_base64url(ticket["releaseSalt"])
            derived = derive(root, length + 12, "twinbank/1 image", *fields, salt=salt)
            self.key, self.nonce = derived[:length], derived[length:]

    def read(self, number, data):
        """The plaintext of a block, or None if it is not what was signed."""
        if self.ticket["cipher"] != "none":
            counter = self.nonce + (number * self.manifest["blockSize"] // 16).to_bytes(4, "big")
            data = Cipher(algorithms.AES(self.key), modes.CTR(counter)).decryptor().update(data)
        return data if sha256(data) == self.digests[number * 32 : number * 32 + 32] else None
