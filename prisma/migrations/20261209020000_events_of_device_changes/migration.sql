-- Who changed or added devices, without reading what happened to all of them.
CREATE INDEX "events_of_device_changes" ON "events"("id") WHERE "kind" IN ('device_changed', 'device_moved', 'device_reactivated', 'devices_provisioned');
