-- The end of a device's life: the order to forget its keys, and its receipt. One row a device, which stays as long as the device's own.
CREATE TABLE "device_disposals" (
    "device_id" TEXT NOT NULL,
    "ordered_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    -- Whether the device says that it can be told.
    "tellable" BOOLEAN NOT NULL,
    -- The newest order: its number among the device's tickets, when it was made, and what is signed of it once it was sent.
    "sequence" INTEGER NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "order_jws" TEXT,
    -- Orders before it: {"sequence", "digest"} each.
    "earlier" JSONB NOT NULL DEFAULT '[]',
    -- Why the device did not take what it was sent last.
    "fault" TEXT,
    "fault_at" TIMESTAMPTZ(3),
    -- The receipt with its MAC as the device told it, and from what the key is derived that made it.
    "receipt" BYTEA,
    "receipt_at" TIMESTAMPTZ(3),
    "key_epoch" INTEGER,
    "key_generation" INTEGER,
    "acknowledgement" TEXT,
    "acknowledged_at" TIMESTAMPTZ(3),
    -- When the device last came although its receipt was there: it has not heard the acknowledgement, or somebody has its key.
    "came_again_at" TIMESTAMPTZ(3),

    CONSTRAINT "device_disposals_pkey" PRIMARY KEY ("device_id"),
    CONSTRAINT "device_disposals_receipt_whole" CHECK (
        ("receipt" IS NULL) = ("receipt_at" IS NULL) AND ("receipt" IS NULL) = ("key_epoch" IS NULL) AND ("receipt" IS NULL) = ("key_generation" IS NULL)
        AND ("receipt" IS NULL) = ("acknowledgement" IS NULL) AND ("receipt" IS NULL) = ("acknowledged_at" IS NULL))
);
ALTER TABLE "device_disposals" ADD CONSTRAINT "device_disposals_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "devices" DROP CONSTRAINT "devices_state_known",
    ADD CONSTRAINT "devices_state_known" CHECK ("state" IN ('active', 'inactive', 'disposing', 'disposed'));

-- Whoever writes: from its end no device comes back, it stays the device that it was, and nothing is written down of it again.
CREATE FUNCTION device_end_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state NOT IN ('disposing', 'disposed') OR (OLD.state = 'disposed' AND NEW.state <> 'disposed')
       OR NEW.product <> OLD.product OR NEW.hardware <> OLD.hardware THEN
        RAISE EXCEPTION 'device % is disposed of', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'devices_end_is_final';
    END IF;
    NEW.name := NULL;
    NEW.note := NULL;
    NEW.tags := '{}';
    NEW.attributes := '{}';
    NEW.reported := '{}';
    NEW.online := false;
    RETURN NEW;
END $$;
CREATE TRIGGER "devices_end_is_final" BEFORE UPDATE ON "devices" FOR EACH ROW WHEN (OLD.state IN ('disposing', 'disposed')) EXECUTE FUNCTION device_end_is_final();
