/** An order to each route about devices that exist, with the kind of event that it leaves; `ordering` makes the order. */
export const deviceOrders = <Act>(
  ordering: (order: string, ...before: string[]) => Act,
): Readonly<Record<string, readonly [kind: string, act: Act]>> => ({
  'post /api/v1/devices/{id}/deactivate': ['device_deactivated', ordering('{id}/deactivate')],
  'post /api/v1/devices/{id}/reactivate': ['device_reactivated', ordering('{id}/reactivate', 'deactivate')],
  'post /api/v1/devices/{id}/rekey': ['device_rekeyed', ordering('{id}/rekey')],
  'post /api/v1/devices/{id}/move': ['device_moved', ordering('{id}/move', 'deactivate')],
  'post /api/v1/devices/{id}/disposal': ['device_disposal_ordered', ordering('{id}/disposal')],
  'post /api/v1/devices/bulk/dispose': ['device_disposal_ordered', ordering('bulk/dispose')],
  'post /api/v1/devices/bulk/dispose-selected': ['device_disposal_ordered', ordering('bulk/dispose-selected')],
  'post /api/v1/devices/bulk/change': ['device_changed', ordering('bulk/change')],
  'post /api/v1/devices/bulk/change-selected': ['device_changed', ordering('bulk/change-selected')],
  'post /api/v1/devices/bulk/deactivate': ['device_deactivated', ordering('bulk/deactivate')],
  'post /api/v1/devices/bulk/reactivate': ['device_reactivated', ordering('bulk/reactivate', 'deactivate')],
});

/** The body of an order about many devices, of which this is the only one. */
export const ofMany = (order: string, id: string): object => ({
  ...(order.endsWith('-selected') ? { filter: `id==${id}` } : { devices: [{ id }] }),
  ...(order.startsWith('bulk/change') && { change: { tags: ['pilot'] } }),
  ...(order.startsWith('bulk/dispose') && { confirm: 1, reason: 'x', also: ['never-seen'] }),
});
