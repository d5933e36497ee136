/**
 * Runs before each medium and scenario test file: gives every worker of Jest an outside broker of its own, the one of TEST_MQTT_URLS
 * (addresses with a space between them) that has its number. Servers that share a broker would hear each other's devices.
 */
const urls = process.env['TEST_MQTT_URLS']?.split(' ');
if (urls !== undefined) {
  const worker = Number(process.env['JEST_WORKER_ID'] ?? 1);
  process.env['TEST_MQTT_URL'] = urls[(worker - 1) % urls.length];
}
