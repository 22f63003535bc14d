// Each test is one promise of the Durable Functions client, kept by a Perdure host. The orchestrators (Echo, AwaitGo,
// Fail, FailsOnce) and the entity counter are served by the test process.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import df from 'durable-functions';
import { client, ended, reached, until } from './client.mjs';

const { OrchestrationRuntimeStatus } = df;
const durable = client();
let counter = 0;
const freshId = (what) => `${what}-${++counter}`;

for (const input of [{ a: 1 }, [1, 'two', null], 'text', 0, false, null]) {
    test(`an instance gets its input and gives it back: ${JSON.stringify(input)}`, async () => {
        const id = await durable.startNew('Echo', { input });
        assert.match(id, /^[0-9a-f]{32}$/);

        const status = await ended(durable, id);

        assert.equal(status.runtimeStatus, OrchestrationRuntimeStatus.Completed);
        assert.equal(status.name, 'Echo');
        assert.deepEqual(status.input, input);
        assert.deepEqual(status.output, input);
        assert.ok(status.createdTime instanceof Date);
    });
}

test('an instance started without input has the empty text, as this client sends it', async () => {
    const id = await durable.startNew('Echo');

    assert.equal((await ended(durable, id)).output, '');
});

test('an instance has the id it was given, and a second start under it is refused while it lives', async () => {
    const instanceId = freshId('given');
    assert.equal(await durable.startNew('AwaitGo', { instanceId }), instanceId);

    await assert.rejects(durable.startNew('AwaitGo', { instanceId }), /already exists/);

    await durable.terminate(instanceId, 'enough');
    assert.equal(await durable.startNew('Echo', { instanceId, input: 2 }), instanceId);
    assert.equal((await ended(durable, instanceId)).output, 2);
});

test('an id that cannot be is refused', async () => {
    await assert.rejects(durable.startNew('Echo', { instanceId: '@entity@like' }), /400/);
});

test('an event wakes the instance that waits for it', async () => {
    const id = await durable.startNew('AwaitGo');
    await durable.raiseEvent(id, 'go', { n: 7 });

    assert.deepEqual((await ended(durable, id)).output, { n: 7 });
});

test('an event to an instance that has ended is fine, to one that never was an error', async () => {
    const id = await durable.startNew('Echo', { input: 1 });
    await ended(durable, id);

    await durable.raiseEvent(id, 'go', 1);
    await assert.rejects(durable.raiseEvent(freshId('nobody'), 'go', 1), /No instance with ID/);
});

test('a terminated instance has the reason as its output', async () => {
    const id = await durable.startNew('AwaitGo');

    await durable.terminate(id, 'not needed');

    const status = await durable.getStatus(id);
    assert.equal(status.runtimeStatus, OrchestrationRuntimeStatus.Terminated);
    assert.equal(status.output, 'not needed');
    await durable.terminate(id, 'again');
    await assert.rejects(durable.terminate(freshId('nobody'), 'why'), /No instance with ID/);
});

test('a failed instance tells why', async () => {
    const id = await durable.startNew('Fail', { input: 'out of stock' });

    const status = await ended(durable, id);

    assert.equal(status.runtimeStatus, OrchestrationRuntimeStatus.Failed);
    assert.match(status.output, /out of stock/);
});

test('the status of an unknown instance is an error', async () => {
    await assert.rejects(durable.getStatus(freshId('nobody')), /404/);
});

test('lists come whole, over all their pages', async () => {
    const createdTimeFrom = new Date();
    const ids = await Promise.all(Array.from({ length: 230 }, () => durable.startNew('AwaitGo')));

    const all = await durable.getStatusAll();
    const some = await durable.getStatusBy({ createdTimeFrom, runtimeStatus: ['Pending', 'Running'] });

    const listed = new Set(all.map((status) => status.instanceId));
    assert.ok(ids.every((id) => listed.has(id)));
    assert.equal(listed.size, all.length);
    assert.equal(some.filter((status) => ids.includes(status.instanceId)).length, 230);
    const none = await durable.getStatusBy({ createdTimeFrom, runtimeStatus: ['Failed'] });
    assert.equal(none.filter((status) => ids.includes(status.instanceId)).length, 0);
    await Promise.all(ids.map((id) => durable.terminate(id, 'counted')));
});

test('a purged instance is gone, and purging it again finds nothing', async () => {
    const id = await durable.startNew('Echo', { input: 1 });
    await ended(durable, id);

    assert.equal((await durable.purgeInstanceHistory(id)).instancesDeleted, 1);
    assert.equal((await durable.purgeInstanceHistory(id)).instancesDeleted, 0);
    await assert.rejects(durable.getStatus(id), /404/);
});

test('ended instances of a time and a status are purged together', async () => {
    const createdTimeFrom = new Date();
    const done = await durable.startNew('Echo', { input: 1 });
    const failed = await durable.startNew('Fail', { input: 'no' });
    await Promise.all([ended(durable, done), ended(durable, failed)]);

    const result = await durable.purgeInstanceHistoryBy({ createdTimeFrom, runtimeStatus: ['Completed'] });

    assert.ok(result.instancesDeleted >= 1);
    await assert.rejects(durable.getStatus(done), /404/);
    assert.equal((await durable.getStatus(failed)).runtimeStatus, OrchestrationRuntimeStatus.Failed);
    const nothing = await durable.purgeInstanceHistoryBy({
        createdTimeFrom: new Date(Date.now() + 3_600_000),
        runtimeStatus: ['Completed'],
    });
    assert.equal(nothing.instancesDeleted, 0);
});

test('a suspended instance holds its events until it is resumed', async () => {
    const id = await durable.startNew('AwaitGo');
    await reached(durable, id, 'Running');
    await durable.suspend(id, 'a break');
    assert.equal((await durable.getStatus(id)).runtimeStatus, OrchestrationRuntimeStatus.Suspended);

    await durable.raiseEvent(id, 'go', 'held');
    assert.equal((await durable.getStatus(id)).runtimeStatus, OrchestrationRuntimeStatus.Suspended);
    await durable.resume(id, 'back');

    assert.equal((await ended(durable, id)).output, 'held');
    await durable.suspend(id, 'too late');
    await assert.rejects(durable.resume(freshId('nobody'), 'why'), /No instance with ID/);
});

test('a failed instance that is rewound goes on from before its failure', async () => {
    const id = await durable.startNew('FailsOnce', { input: freshId('once') });
    assert.equal((await ended(durable, id)).runtimeStatus, OrchestrationRuntimeStatus.Failed);

    await durable.rewind(id, 'mended');

    assert.equal((await ended(durable, id)).output, 'done at last');
    await assert.rejects(durable.rewind(id, 'again'));
    await assert.rejects(durable.rewind(freshId('nobody'), 'why'), /No instance with ID/);
});

test('an entity takes signals one after the other, and its state can be read', async () => {
    const counter = new df.EntityId('counter', freshId('key'));
    assert.equal((await durable.readEntityState(counter)).entityExists, false);

    for (let i = 1; i <= 20; i++) {
        await durable.signalEntity(counter, 'add', i);
    }

    const reply = await until(
        () => durable.readEntityState(counter),
        (state) => state.entityState === 210,
    );
    assert.equal(reply.entityExists, true);
    await durable.signalEntity(counter, 'delete');
    await until(
        () => durable.readEntityState(counter),
        (state) => !state.entityExists,
    );
});

test('waiting for completion answers with the output, or with the management URLs if it takes too long', async () => {
    const request = { url: process.env.ORIGIN + '/api/start' };
    const quick = await durable.startNew('Echo', { input: { done: true } });
    const waiting = await durable.startNew('AwaitGo');

    const done = await durable.waitForCompletionOrCreateCheckStatusResponse(request, quick, {
        timeoutInMilliseconds: 20_000,
        retryIntervalInMilliseconds: 50,
    });
    const late = await durable.waitForCompletionOrCreateCheckStatusResponse(request, waiting, {
        timeoutInMilliseconds: 300,
        retryIntervalInMilliseconds: 100,
    });

    assert.equal(done.status, 200);
    assert.deepEqual(await done.json(), { done: true });
    assert.equal(late.status, 202);
    assert.equal((await late.json()).id, waiting);
    await durable.terminate(waiting, 'enough');
});

test('the management URLs work for whoever holds them', async () => {
    const id = await durable.startNew('AwaitGo');
    const links = durable.createHttpManagementPayload(id);

    const before = await fetch(links.statusQueryGetUri);
    const raised = await fetch(links.sendEventPostUri.replace('{eventName}', 'go'), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"from":"a link"}',
    });

    assert.equal(before.status, 202);
    assert.equal(raised.status, 202);
    assert.deepEqual((await ended(durable, id)).output, { from: 'a link' });
    const purged = await fetch(links.purgeHistoryDeleteUri, { method: 'DELETE' });
    assert.deepEqual(await purged.json(), { instancesDeleted: 1 });
});

test('over the public URLs: start, status, event, terminate, purge', async () => {
    const publicly = client({ webhook: true });
    const waiting = await publicly.startNew('AwaitGo', { instanceId: freshId('public') });
    const unwanted = await publicly.startNew('AwaitGo');

    await publicly.raiseEvent(waiting, 'go', 'here');
    await publicly.terminate(unwanted, 'over');

    assert.equal((await ended(publicly, waiting)).output, 'here');
    assert.equal((await publicly.getStatus(unwanted)).output, 'over');
    assert.equal((await publicly.purgeInstanceHistory(waiting)).instancesDeleted, 1);
});
