#!/usr/bin/env python3
"""A device in another language, written from docs/protocol.md and nothing else.

Takes one order from the ticket to the result and prints, as JSON, what it then is. Two bytearrays are its banks; it has
no tasks, so any moment is a slot. Needs paho-mqtt and cryptography. What a factory writes into a device comes on stdin:

    {"id", "product", "part", "hardware", "deviceRoot", "mqttUrl", "manifestKeys", "ticketKeys"}
"""
import argparse, json, queue, random, socket, struct, sys, time
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt

from wire import Download, Fault, check_manifest, check_ticket, crc32_stm32, from_base64url, ram_layout
from wire import read_ticket_message, receipt, require, sha256, token, verified, wants

BANK_BYTES = 256 * 1024  # STM32G484
FIRST_UNIT = 8  # bytes of the program unit that makes a bank bootable
CODE_ADDRESS = 0x08000000
WINDOW = 2  # blocks on their way: enough for most lines, and little to lose
PATIENCE_S, QUIET_S = 6.0, 2.0  # for an answer, doubled while nothing comes; for the ticket to come again
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0  # between connections, doubled until one is accepted
STALLED_S = 600.0  # without a new block while connected


class Device:
    def __init__(self, factory, image, version, options):
        self.factory, self.options = factory, options
        self.root = from_base64url(factory["deviceRoot"])
        image += b"\xff" * (-len(image) % 64)
        self.banks = {number: bytearray(b"\xff" * BANK_BYTES) for number in (1, 2)}
        self.banks[1][: len(image)] = image
        self.images = {1: (version, len(image), sha256(image)), 2: None}
        self.active, self.bfb2, self.confirmed = 1, 0, True
        self.counter, self.sequence = options.counter, 0
        self.job = self.ticket_digest = self.release = self.download = self.result = None
        self.start = int(time.time() * 1000)
        self.seq = 0
        self.unacknowledged = []
        self.events = queue.Queue()
        self.client = None
        self.wait_s = FIRST_WAIT_S
        self.blocks_taken = 0
        self.rng = random.Random(1)

    # Connection

    def topic(self, kind):
        return f"tb/1/{self.factory['id']}/{kind}"

    def connect(self):
        """A client of its own for every connection; what it hears goes into the queue."""
        version = {"callback_api_version": mqtt.CallbackAPIVersion.VERSION1} if hasattr(mqtt, "CallbackAPIVersion") else {}
        client = mqtt.Client(client_id=self.factory["id"], clean_session=True, reconnect_on_failure=False, **version)
        client.username_pw_set(self.factory["id"], token(self.root, self.factory["id"]))
        client.will_set(self.topic("presence"), "offline", qos=1, retain=True)
        events = self.events = queue.Queue()
        client.on_connect = lambda _client, _data, _flags, code: events.put(("connected", code))
        client.on_disconnect = lambda *_: events.put(("lost", None))
        client.on_publish = lambda _client, _data, mid: events.put(("acknowledged", mid))
        client.on_message = lambda _client, _data, message: events.put((message.topic.split("/")[-1], message.payload))
        url = urlsplit(self.factory["mqttUrl"])
        self.client = client
        try:
            client.connect(url.hostname, url.port or 1883)
            client.loop_start()
        except OSError:
            events.put(("lost", None))

    def connected(self):
        client = self.client
        self.wait_s = FIRST_WAIT_S
        client.subscribe([(self.topic("ticket"), 1), (self.topic("block"), 0)])
        client.publish(self.topic("presence"), "online", qos=1, retain=True)
        for report in self.unacknowledged:
            self.send(report)
        job = self.job and {name: self.job[name] for name in ("job", "transfer", "stage")}
        self.report({"type": "hello", "status": self.status(), **(job or {})})
        if self.download:
            self.download.asked.clear()
            self.download.patience, self.download.due = PATIENCE_S, time.monotonic() + QUIET_S
            self.download.stalled_at = time.monotonic() + STALLED_S

    def send(self, report):
        report["mid"] = self.client.publish(self.topic("report"), report["bytes"], qos=1).mid

    def report(self, content):
        report = {"bytes": json.dumps({"v": 1, "start": self.start, "seq": self.seq, **content}).encode(), "mid": None}
        self.seq += 1
        self.unacknowledged.append(report)
        self.send(report)

    def run(self):
        """Until a job has ended and its result was acknowledged."""
        self.connect()
        while self.result is None or self.unacknowledged:
            try:
                kind, value = self.events.get(timeout=0.05)
            except queue.Empty:
                self.ask()
                continue
            if kind == "connected" and value == 0:
                self.connected()
            elif kind in ("connected", "lost"):
                self.reconnect()
            elif kind == "acknowledged":
                self.unacknowledged = [report for report in self.unacknowledged if report["mid"] != value]
            elif kind == "ticket":
                self.on_ticket(value)
            elif kind == "block":
                self.on_block(value)
        self.client.publish(self.topic("presence"), "offline", qos=1, retain=True).wait_for_publish(5)
        self.client.disconnect()

    def reconnect(self):
        """After a connection that was lost, refused or never answered; with a new token."""
        self.client.loop_stop()
        time.sleep(self.wait_s * self.rng.uniform(0.5, 1))
        self.wait_s = min(LONGEST_WAIT_S, self.wait_s * 2)
        self.connect()

    # What the device says of itself

    def bank(self, number):
        if self.images[number]:
            version, length, digest = self.images[number]
            if sha256(self.banks[number][:length]) == digest:
                return {"bank": number, "state": "valid", "version": version, "digest": digest.hex()}
        erased = not any(byte != 0xFF for byte in self.banks[number])
        return {"bank": number, "state": "empty" if erased else "partial" if self.download else "invalid"}

    def status(self):
        names = {name: self.factory[name] for name in ("product", "part", "hardware")}
        facts = {"active": self.active, "fbMode": self.active - 1, "bfb2": self.bfb2, "confirmed": self.confirmed}
        told = {"ticketSequence": self.sequence} if self.sequence else {}
        return {**names, "banks": [self.bank(1), self.bank(2)], **facts, "counter": self.counter, "reset": "power-on", **told}

    def stage(self, stage, **facts):
        self.job["stage"] = stage
        self.report({"type": "stage", **self.job, **facts})

    def end(self, stage, **facts):
        self.download = None
        self.job["stage"] = stage
        self.result = {"type": "result", **self.job, **facts, "receipt": self.receipt(**self.job, fault=facts.get("fault"))}
        self.report({**self.result, "status": self.status()})

    def receipt(self, job, transfer, stage, fault=None, release=None):
        """Made once for each attempt, and told again with its result."""
        banks = [bytes.fromhex(self.bank(number).get("digest", "")) for number in (1, 2)]
        said = {"job": job, "transfer": transfer, "stage": stage, "fault": fault, "release": release or self.release}
        now = ("clock", int(time.time() * 1000))
        return receipt(self.root, self.factory["id"], {**said, "banks": banks, "active": self.active, "counter": self.counter, "time": now})

    # The update

    def on_ticket(self, payload):
        message = read_ticket_message(payload) if payload else None
        if message is None:
            return
        if "cancel" in message:
            if self.job and message["cancel"] == self.job["job"]:
                self.tell_result() if self.result else self.end("cancelled", fault="job_cancelled")
        elif sha256(message["ticket"].encode()) != self.ticket_digest:
            self.on_order(message)
        elif self.result:
            self.tell_result()
        elif self.download:
            self.download.due = 0.0

    def tell_result(self):
        self.report({**self.result, "status": self.status()})

    def on_order(self, order):
        try:
            ticket = verified(order["ticket"], "twinbank-ticket+jws", self.factory["ticketKeys"])
            check_ticket(ticket, order, self.factory["id"], self.sequence)
            manifest = verified(order["manifest"], "twinbank-manifest+jws", self.factory["manifestKeys"])
            check_manifest(manifest)
            require(sha256(order["manifest"].encode()).hex() == ticket["release"], "ticket_mismatch", "another release")
        except Fault as fault:
            names = {"job": order["job"], "transfer": order["transfer"]}
            facts = {"stage": "rejected", "status": self.status(), "fault": fault.code, "detail": fault.detail[:300]}
            facts["receipt"] = self.receipt(**names, stage="rejected", fault=fault.code, release=bytes(32))
            self.report({"type": "result", **names, **facts})
            return
        self.sequence, self.ticket_digest = ticket["sequence"], sha256(order["ticket"].encode())
        self.job = {"job": ticket["job"], "transfer": ticket["transfer"], "stage": "accepted"}
        self.release = bytes.fromhex(ticket["release"])
        try:
            self.check_order(ticket, manifest)
        except Fault as fault:
            self.end("rejected", fault=fault.code, detail=fault.detail[:300])
            return
        self.stage("accepted")
        other = 3 - self.active
        self.images[other], self.banks[other][:] = None, b"\xff" * BANK_BYTES
        self.first_unit = b""
        self.download = Download(ticket, manifest, self.root)
        self.download.stalled_at = time.monotonic() + STALLED_S

    def check_order(self, ticket, manifest):
        """Whether the release is for this device, and may be swapped live."""
        me, code = self.factory, manifest["sections"][0]
        require(manifest["product"] == me["product"], "product_mismatch", manifest["product"])
        require(me["part"] in manifest["parts"], "part_mismatch", me["part"])
        require(me["hardware"] in manifest["hardware"], "hardware_mismatch", me["hardware"])
        require(ticket["cipher"] != "none", "encryption_required", "the part has an AES unit")
        require(manifest["counter"] >= self.counter, "counter_too_low", f"{manifest['counter']} < {self.counter}")
        require(code["address"] == CODE_ADDRESS, "image_linked_elsewhere", hex(code["address"]))
        require(code["length"] <= BANK_BYTES, "no_room", f"{code['length']} bytes")
        if ticket["mode"] == "live":
            section = manifest.get("swapSection") or {"offset": 0, "length": 0, "sha256": ""}
            running = self.banks[self.active][section["offset"] : section["offset"] + section["length"]]
            require(sha256(running).hex() == section["sha256"], "swap_section_differs", "no live swap")
            mine, new = ram_layout(self.banks[self.active]), manifest.get("ramLayout")
            moved = None not in (mine, new) and mine != new and "postUpdateEntry" not in manifest
            require(not moved, "ram_layout_refused", f"{new} after {mine}")

    def ask(self):
        download = self.download
        if not download or not self.client.is_connected() or time.monotonic() < download.due:
            return
        if time.monotonic() >= download.stalled_at:
            return self.end("failed", fault="download_stalled")
        # The wait is over, or nothing is on its way: what was asked for last is asked for once more, else what comes next.
        download.asked = set(sorted(download.asked)[-1:]) or set(sorted(download.missing)[:WINDOW])
        for want in wants(self.job["transfer"], download.asked):
            self.client.publish(self.topic("want"), want)
        download.due = time.monotonic() + download.patience
        download.patience = min(60, download.patience * 2)

    def on_block(self, payload):
        download = self.download
        if not download or len(payload) < 9:
            return
        kind, transfer = struct.unpack_from(">BI", payload)
        if transfer != self.job["transfer"]:
            return
        if kind == 3:
            download.asked.clear()
            download.due = time.monotonic() + struct.unpack_from(">I", payload, 5)[0] / 1000 * self.rng.uniform(1, 1.5)
        elif kind == 4 and struct.unpack_from(">I", payload, 5)[0] == 2:
            self.end("failed", fault="want_out_of_range")
        elif kind == 4:
            self.download = self.job = None
            self.report({"type": "hello", "status": self.status()})
        elif kind == 2 and self.rng.random() >= self.options.lose:
            self.take(struct.unpack_from(">I", payload, 5)[0], payload[9:])

    def take(self, number, data):
        download = self.download
        plain = download.read(number, data) if number in download.missing else None
        if plain is None:
            return
        download.patience = PATIENCE_S
        download.due = time.monotonic() + PATIENCE_S
        download.stalled_at = time.monotonic() + STALLED_S
        self.write(number * download.manifest["blockSize"], plain)
        download.missing.discard(number)
        download.asked = {block for block in download.asked if block > number}  # a want is answered rising: lower ones are lost
        self.blocks_taken += 1
        if self.blocks_taken == self.options.break_after:
            self.client.socket().shutdown(socket.SHUT_RDWR)
        if not download.missing:
            self.install()
        elif not download.asked:
            download.due = 0.0
            self.ask()

    def write(self, at, plain):
        """The code among these bytes of the stream goes to flash; the bank's first unit is kept back."""
        code = self.download.manifest["sections"][0]
        first, last = max(at, code["offset"]), min(at + len(plain), code["offset"] + code["length"])
        if first >= last:
            return
        place, content = first - code["offset"], bytearray(plain[first - at : last - at])
        if place == 0:
            self.first_unit = bytes(content[:FIRST_UNIT])
            content[:FIRST_UNIT] = b"\xff" * FIRST_UNIT
        self.banks[3 - self.active][place : place + len(content)] = content

    def install(self):
        """Check, swap, self-test, confirm, and what the policy asks for."""
        ticket, manifest, new = self.download.ticket, self.download.manifest, 3 - self.active
        code = manifest["sections"][0]
        whole = self.first_unit + bytes(self.banks[new][FIRST_UNIT : code["length"]])
        if ram_layout(whole) is None:
            return self.end("failed", fault="image_without_agent")
        self.banks[new][:FIRST_UNIT] = self.first_unit
        image = bytes(self.banks[new][: code["length"]])
        if sha256(image).hex() != code["sha256"]:
            self.banks[new][:FIRST_UNIT] = b"\xff" * FIRST_UNIT
            return self.end("failed", fault="image_digest_mismatch")
        if crc32_stm32(image) != code["crc32"]:
            self.banks[new][:FIRST_UNIT] = b"\xff" * FIRST_UNIT
            return self.end("failed", fault="image_crc_mismatch")
        self.images[new] = (manifest["version"], len(image), sha256(image))
        self.download = None
        self.stage("checked")
        self.stage("waiting")
        self.active, self.confirmed = new, False
        now = time.monotonic() * 1e6
        swap = {"slotStartUs": now, "slotLengthUs": 1e6, "swapUs": 0.5, "addedLatencyUs": 0, "deadlinesMissed": 0}
        self.stage("swapped", swap=swap)
        self.confirmed, self.bfb2 = True, new - 1
        self.stage("confirmed")
        self.counter = max(self.counter, manifest["counter"])
        if ticket["policy"] == "mirror":
            self.stage("mirroring")
            self.banks[3 - new][:] = self.banks[new]
            self.images[3 - new] = self.images[new]
            self.active, self.bfb2 = 1, 0
        self.end("done", swap=swap)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--image", required=True, help="what bank 1 holds (.bin)")
    parser.add_argument("--version", default="1.0.0", help="its version")
    parser.add_argument("--counter", type=int, default=1, help="security counter of the device")
    parser.add_argument("--lose", type=float, default=0, help="share of blocks that never arrive")
    parser.add_argument("--break-after", type=int, default=0, help="break the connection after so many blocks")
    options = parser.parse_args()
    with open(options.image, "rb") as file:
        image = file.read()
    device = Device(json.load(sys.stdin), image, options.version, options)
    device.run()
    code = {number: device.banks[number][: known[1]] if known else b"" for number, known in device.images.items()}
    sums = {f"bank{number}": sha256(content).hex() for number, content in code.items()}
    print(json.dumps({**device.result, "status": device.status(), "blocks": device.blocks_taken, **sums}))


if __name__ == "__main__":
    main()
