#!/usr/bin/env python3
"""What docs/protocol.md asks a device to refuse, to tolerate and to leave unanswered. The vectors come on stdin."""
import json, sys, unittest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wire import Fault, check_ticket, from_base64url, read_ticket_message, receipt, to_base64url, verified

KIND = "twinbank-ticket+jws"


class Documents(unittest.TestCase):
    def setUp(self):
        ticket = VECTORS["signatures"]["ticket"]
        self.jws, self.keys = ticket["jws"], [ticket["publicJwk"]]
        self.seed = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(ticket["seed"]))
        self.ticket = verified(self.jws, KIND, self.keys)
        self.ticket["expiresAtMs"] = 1_099_511_627_775_000
        self.order = {"job": self.ticket["job"], "transfer": self.ticket["transfer"]}

    def signed(self, payload, **header):
        head = {"alg": "EdDSA", "kid": self.keys[0]["kid"], "typ": KIND, **header}
        text = f"{to_base64url(json.dumps(head).encode())}.{to_base64url(payload)}"
        return f"{text}.{to_base64url(self.seed.sign(text.encode()))}"

    def fault(self, call):
        with self.assertRaises(Fault) as refused:
            call()
        return refused.exception.code

    def test_the_vectors_are_taken(self):
        check_ticket(self.ticket, self.order, self.ticket["device"], 0)

    def test_a_header_may_have_more_fields_but_no_crit_and_no_other_type_or_length(self):
        self.assertEqual(verified(self.signed(b"{}", cty="x", x5c=[]), KIND, self.keys), {})
        for header in {"crit": ["exp"]}, {"typ": "JWT"}, {"alg": "none"}, {"kid": "other"}, {"pad": "x" * 512}:
            jws = self.signed(b"{}", **header)
            self.assertEqual(self.fault(lambda: verified(jws, KIND, self.keys)), "signature_invalid")

    def test_a_payload_is_an_object_with_each_name_once(self):
        for payload in b"[]", b"1", b'{"a":1,"a":1}', b"", b"\xff":
            self.assertEqual(self.fault(lambda: verified(self.signed(payload), KIND, self.keys)), "signature_invalid")

    def test_a_ticket_is_checked_in_the_order_of_the_page(self):
        def code(given, taken=0, **order):
            ticket, message = {**self.ticket, **given}, {**self.order, **order}
            return self.fault(lambda: check_ticket(ticket, message, self.ticket["device"], taken))

        self.assertEqual(code({"more": 1}), "ticket_malformed")
        for field, value in ("slotDeadlineMs", -1), ("confirmTimeoutMs", 0), ("sequence", True), ("mode", "soon"):
            self.assertEqual(code({field: value}), "ticket_malformed")
        self.assertEqual(code({"device": "other"}, job=8), "ticket_foreign")
        self.assertEqual(code({"expiresAtMs": 1}, job=8), "ticket_mismatch")
        self.assertEqual(code({"expiresAtMs": 1}, 4), "ticket_expired")
        self.assertEqual(code({}, 4), "ticket_replayed")

    def test_a_message_that_cannot_be_read_or_has_an_unknown_field_is_not_carried_out(self):
        order = {"v": 1, **self.order, "ticket": self.jws, "manifest": "m"}
        for message in {"v": 1, "cancel": 7}, order:
            self.assertEqual(read_ticket_message(json.dumps(message)), message)
            for defect in {"x": 1}, {"v": 2}, {"cancel": 0}, {"job": "7"}, {"ticket": 7}:
                self.assertIsNone(read_ticket_message(json.dumps({**message, **defect})))
        for payload in b"", b"[]", b'{"v":1,"cancel":7,"cancel":8}', b'{"v":1', b"\xff", b"null":
            self.assertIsNone(read_ticket_message(payload))

    def test_receipts_are_those_of_the_vectors(self):
        device = VECTORS["device"]
        release, image = bytes.fromhex(self.ticket["release"]), bytes.fromhex(VECTORS["receipts"]["done"]["bytes"])[56:88]
        same = {"job": 7, "transfer": 40961, "active": 1, "counter": 3, "fault": None, "release": release}
        said = {
            "done": {"stage": "done", "banks": [image, image], "time": ("clock", 1795348861500)},
            "reverted": {"stage": "reverted", "banks": [None, image], "time": ("start", 12), "fault": "self_test_failed"},
            "rejected": {"stage": "rejected", "banks": [None, None], "time": (None, 0), "fault": "signature_invalid", "release": None},
        }
        self.assertEqual(set(said), set(VECTORS["receipts"]))
        for name, facts in said.items():
            made = receipt(bytes.fromhex(device["deviceRoot"]), device["deviceId"], {**same, **facts})
            self.assertEqual(made, VECTORS["receipts"][name]["receipt"])

    def test_base64url_has_one_way_to_write_a_value(self):
        for text in "AB", "A=", "AA==", "A A", "+A":
            self.assertRaises(ValueError, from_base64url, text)


if __name__ == "__main__":
    VECTORS = json.load(sys.stdin)
    unittest.main()
