import type { Answer, Sent, ServerUnderTest } from './server-under-test.js';

type Act = (send: (path: string, request?: Sent) => Promise<Answer>) => Promise<Answer>;

/** One request to each route that changes groups, with the kind of event that it leaves; `aDevice` is of the default project. */
export function groupActs(
  server: () => ServerUnderTest,
  aDevice: () => Promise<string>,
): Readonly<Record<string, readonly [kind: string, act: Act]>> {
  let number = 0;
  const aGroup = async (): Promise<string> => {
    const { json } = await server().send('POST', 'groups', { body: { name: `group-${++number}` } });
    return json.id as string;
  };
  return {
    'post /api/v1/groups': ['group_created', (send) => send('groups', { body: { name: 'made', filter: 'tags==x' } })],
    'patch /api/v1/groups/{id}': [
      'group_changed',
      async (send) => send(`groups/${await aGroup()}`, { body: { description: 'other' } }),
    ],
    'delete /api/v1/groups/{id}': ['group_deleted', async (send) => send(`groups/${await aGroup()}`)],
    'post /api/v1/groups/{id}/add': [
      'group_devices_changed',
      async (send) => send(`groups/${await aGroup()}/add`, { body: { devices: [await aDevice()] } }),
    ],
    'post /api/v1/groups/{id}/remove': [
      'group_devices_changed',
      async (send) => {
        const [group, body] = [await aGroup(), { devices: [await aDevice()] }];
        await server().send('POST', `groups/${group}/add`, { body });
        return send(`groups/${group}/remove`, { body });
      },
    ],
  };
}
