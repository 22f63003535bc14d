import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import sdk from '@microsoft/durabletask-js';
import {
    all,
    client,
    COMPLETED,
    ended,
    FAILED,
    freshId,
    output,
    PENDING,
    reached,
    run,
    RUNNING,
    start,
    status,
    SUSPENDED,
    TERMINATED,
} from './hub.mjs';

const { PurgeInstanceCriteria, terminateOptions } = sdk;
const ALREADY_EXISTS = 6;
const NOT_FOUND = 5;

for (const input of [{ a: 1 }, [1, 'two', null], 'text', 0, false, null]) {
    test(`an instance gets its input and gives it back: ${JSON.stringify(input)}`, async () => {
        const id = await client.scheduleNewOrchestration('Echo', input);

        const state = await ended(id);

        assert.equal(state.instanceId, id);
        assert.equal(state.name, 'Echo');
        assert.equal(state.runtimeStatus, COMPLETED);
        assert.equal(state.serializedInput, JSON.stringify(input));
        assert.equal(state.serializedOutput, JSON.stringify(input));
        assert.equal(state.failureDetails, undefined);
        assert.ok(Date.now() - state.createdAt < 60_000 && state.lastUpdatedAt >= state.createdAt);
    });
}

test('without payloads the status has neither input nor output', async () => {
    const id = await start('Echo', 'secret');

    const state = await client.waitForOrchestrationCompletion(id, false, 60);

    assert.equal(state.runtimeStatus, COMPLETED);
    assert.ok(!state.serializedInput && !state.serializedOutput);
});

test('an unknown instance has no status and no history', async () => {
    assert.equal(await client.getOrchestrationState('nobody'), undefined);
    assert.deepEqual(await client.getOrchestrationHistory('nobody'), []);
});

test('the wait for a start ends with the first turn, that for the end not before the end', async () => {
    const id = await start('Waits');

    assert.equal((await client.waitForOrchestrationStart(id, true, 60)).runtimeStatus, RUNNING);
    await assert.rejects(client.waitForOrchestrationCompletion(id, true, 0.2), /Timed out/);

    await client.raiseOrchestrationEvent(id, 'go', 1);
    assert.equal(await output(id), 1);
});

test('a start for later is pending until then', async () => {
    const startAt = new Date(Date.now() + 700);
    const id = await start('Echo', 1, { startAt });

    assert.equal(await status(id), PENDING);
    assert.equal(await output(id), 1);
    assert.ok(Date.now() >= startAt.getTime());
});

test('tags and version are kept', async () => {
    const id = await start('Version', null, { tags: { colour: 'red', size: 'XL' }, version: '2.1.0' });

    const state = await ended(id);

    assert.deepEqual({ ...state.tags }, { colour: 'red', size: 'XL' });
    assert.equal(state.serializedOutput, '"2.1.0"');
});

test('an id is refused while its instance lives, and may be used again once it has ended', async () => {
    const instanceId = await start('Waits');
    await assert.rejects(client.scheduleNewOrchestration('Echo', 1, instanceId), { code: ALREADY_EXISTS });

    await client.terminateOrchestration(instanceId, 'enough');
    await ended(instanceId);

    await client.scheduleNewOrchestration('Echo', 2, instanceId);
    assert.equal(await output(instanceId), 2);
});

test('the query goes page by page, and each page is full', async () => {
    const prefix = freshId('paged');
    for (let i = 0; i < 7; i++) {
        await client.scheduleNewOrchestration('Echo', i, `${prefix}-${i}`);
        await output(`${prefix}-${i}`);
    }

    const sizes = [];
    for await (const page of client.getAllInstances({ instanceIdPrefix: prefix, pageSize: 3 }).asPages()) {
        sizes.push(page.values.length);
    }
    const states = await all(client.getAllInstances({ instanceIdPrefix: prefix, fetchInputsAndOutputs: true }));

    assert.deepEqual(sizes.filter((n) => n > 0), [3, 3, 1]);
    assert.deepEqual(states.map((s) => s.serializedOutput).sort(), ['0', '1', '2', '3', '4', '5', '6']);
});

test('the query filters by status and by creation', async () => {
    const prefix = freshId('filtered');
    const from = new Date();
    await client.scheduleNewOrchestration('Waits', null, `${prefix}-waiting`);
    await client.scheduleNewOrchestration('Throws', null, `${prefix}-failing`);
    await ended(`${prefix}-failing`);
    await reached(`${prefix}-waiting`, RUNNING);
    const found = async (query) =>
        (await all(client.getAllInstances({ instanceIdPrefix: prefix, ...query }))).map((s) => s.instanceId);

    assert.deepEqual(await found({ statuses: [FAILED] }), [`${prefix}-failing`]);
    assert.deepEqual(await found({ statuses: [RUNNING] }), [`${prefix}-waiting`]);
    assert.equal((await found({ createdFrom: from })).length, 2);
    assert.deepEqual(await found({ createdTo: new Date(from.getTime() - 60_000) }), []);
    assert.deepEqual(await found({ taskHubNames: ['another hub'] }), []);
});

test('ids of ended instances are listed page by page', async () => {
    const completedTimeFrom = new Date();
    const ids = [];
    for (let i = 0; i < 5; i++) {
        ids.push(await start('Echo', i));
    }
    await Promise.all(ids.map(ended));

    const listed = [];
    let lastInstanceKey;
    do {
        const page = await client.listInstanceIds({
            runtimeStatus: [COMPLETED],
            completedTimeFrom,
            pageSize: 2,
            lastInstanceKey,
        });
        listed.push(...page.values);
        lastInstanceKey = page.continuationToken;
    } while (lastInstanceKey);

    assert.deepEqual(ids.filter((id) => !listed.includes(id)), []);
    assert.equal(new Set(listed).size, listed.length);
});

test('an event to an instance that has ended is dropped, one to nobody is an error', async () => {
    const id = await start('Echo', 1);
    await ended(id);

    await client.raiseOrchestrationEvent(id, 'go', 1);
    await assert.rejects(client.raiseOrchestrationEvent('nobody', 'go', 1), { code: NOT_FOUND });
});

test('a suspended instance keeps its events until it is resumed', async () => {
    const id = await start('Waits');
    await client.waitForOrchestrationStart(id);

    await client.suspendOrchestration(id);
    await reached(id, SUSPENDED);
    await client.raiseOrchestrationEvent(id, 'go', 'kept');
    await assert.rejects(client.waitForOrchestrationCompletion(id, true, 0.3), /Timed out/);
    assert.equal(await status(id), SUSPENDED);

    await client.resumeOrchestration(id);
    assert.equal(await output(id), 'kept');
});

test('a terminated instance has the given output, and its child lives on', async () => {
    const child = freshId('child');
    const id = await start('ParentOfNamed', { name: 'Waits', id: child });
    await reached(child, RUNNING);

    await client.terminateOrchestration(id, { why: 'not needed' });

    const state = await ended(id);
    assert.equal(state.runtimeStatus, TERMINATED);
    assert.equal(state.serializedOutput, '{"why":"not needed"}');
    assert.equal(await status(child), RUNNING);
    await client.raiseOrchestrationEvent(child, 'go', 'alone');
    assert.equal(await output(child), 'alone');
});

test('a recursive termination takes the children along', async () => {
    const [child, grandchild] = [freshId('child'), freshId('grandchild')];
    const id = await start('ParentOfNamed', { name: 'Waits', id: child });
    const above = await start('ParentOfNamed', { name: 'Waits', id: grandchild });
    await reached(child, RUNNING);
    await reached(grandchild, RUNNING);

    await client.terminateOrchestration(id, terminateOptions({ recursive: true, output: 'all of you' }));

    assert.equal((await ended(id)).serializedOutput, '"all of you"');
    assert.equal((await ended(child)).runtimeStatus, TERMINATED);
    assert.equal(await status(grandchild), RUNNING);
    await client.terminateOrchestration(above, terminateOptions({ recursive: true }));
    assert.equal((await ended(grandchild)).runtimeStatus, TERMINATED);
});

test('a suspended instance can be terminated', async () => {
    const id = await start('Waits');
    await client.suspendOrchestration(id);
    await reached(id, SUSPENDED);

    await client.terminateOrchestration(id, 'over');

    assert.equal((await ended(id)).runtimeStatus, TERMINATED);
});

test('a restart runs again with the same input, under the same id or a new one', async () => {
    const id = await start('Hello', 'again', { tags: { kept: 'yes' } });
    const first = await ended(id);

    assert.equal(await client.restartOrchestration(id), id);
    assert.equal(await output(id), 'Hello, again!');
    assert.ok((await ended(id)).createdAt > first.createdAt);
    const other = await client.restartOrchestration(id, true);

    assert.notEqual(other, id);
    assert.equal(await output(other), 'Hello, again!');
    assert.deepEqual({ ...(await ended(other)).tags }, { kept: 'yes' });
});

test('a live instance restarts under a new id only, an unknown one not at all', async () => {
    const id = await start('Waits');
    await reached(id, RUNNING);

    await assert.rejects(client.restartOrchestration(id), /cannot be restarted/);
    const other = await client.restartOrchestration(id, true);
    await client.raiseOrchestrationEvent(other, 'go', 'both');

    assert.equal(await output(other), 'both');
    assert.equal(await status(id), RUNNING);
    await assert.rejects(client.restartOrchestration('nobody'), /was not found/);
});

test('a rewound instance does again only what had failed', async () => {
    const key = freshId('rewound');
    const id = await start('FailsOnce', key);
    assert.equal((await ended(id)).runtimeStatus, FAILED);

    await client.rewindInstance(id, 'repaired');

    assert.equal(await output(id), 'done at last');
});

test('a rewind goes on in the failed child', async () => {
    const id = await start('ParentOfFailsOnce', freshId('rewound-child'));
    assert.equal((await ended(id)).runtimeStatus, FAILED);

    await client.rewindInstance(id, 'repaired');

    assert.equal(await output(id), 'Hello, once! done at last');
});

test('what has not failed cannot be rewound, nor what is not there', async () => {
    const id = await start('Echo', 1);
    await ended(id);

    await assert.rejects(client.rewindInstance(id, 'why'), (e) => e.cause?.code === 9);
    await assert.rejects(client.rewindInstance('nobody', 'why'), /was not found/);
});

test('a purge takes ended instances only', async () => {
    const [dead, live] = [await start('Echo', 1), await start('Waits')];
    await ended(dead);
    await reached(live, RUNNING);

    assert.equal((await client.purgeOrchestration(dead)).deletedInstanceCount, 1);
    assert.equal((await client.purgeOrchestration(dead)).deletedInstanceCount, 0);
    assert.equal((await client.purgeOrchestration(live)).deletedInstanceCount, 0);
    assert.equal(await client.getOrchestrationState(dead), undefined);
    assert.equal(await status(live), RUNNING);
});

test('a recursive purge takes the children along', async () => {
    const child = freshId('child');
    const id = await start('ParentOfNamed', { name: 'Child', id: child });
    await output(id);

    assert.equal((await client.purgeOrchestration(id, { recursive: true })).deletedInstanceCount, 1);

    await reached(child, undefined);
});

test('a purge by criteria takes what fits', async () => {
    const from = new Date();
    const ids = [await start('Throws'), await start('Throws')];
    const other = await start('Echo', 1);
    await Promise.all([...ids, other].map(ended));
    const criteria = new PurgeInstanceCriteria();
    criteria.setCreatedTimeFrom(from);
    criteria.setCreatedTimeTo(new Date(Date.now() + 60_000));
    criteria.setRuntimeStatusList([FAILED]);
    criteria.setTimeout(30_000);

    assert.equal((await client.purgeOrchestration(criteria)).deletedInstanceCount, 2);
    assert.equal(await status(ids[0]), undefined);
    assert.equal(await status(other), COMPLETED);
});

test('the history has the shape that clients know', async () => {
    const id = await start('Sample', null, { tags: { t: '1' } });
    await output(id);

    const history = await client.getOrchestrationHistory(id);

    assert.deepEqual(history.map((event) => event.type), [
        'OrchestratorStarted', 'ExecutionStarted', 'TaskScheduled',
        'OrchestratorStarted', 'TaskCompleted', 'TimerCreated',
        'OrchestratorStarted', 'TimerFired', 'SubOrchestrationInstanceCreated',
        'OrchestratorStarted', 'SubOrchestrationInstanceCompleted', 'ExecutionCompleted',
    ]);
    const [, started, scheduled] = history;
    assert.equal(started.name, 'Sample');
    assert.match(started.orchestrationInstance.executionId, /^[0-9a-f]{32}$/);
    assert.deepEqual({ ...started.tags }, { t: '1' });
    assert.equal(scheduled.name, 'greet');
    assert.equal(history[4].taskScheduledId, scheduled.eventId);
    assert.equal(history[4].result, '"Hello, history!"');
    assert.equal(history[11].result, '"sampled"');
    const turns = history.filter((event) => event.type === 'OrchestratorStarted').map((event) => event.timestamp);
    assert.ok(turns.every((time, i) => i === 0 || time >= turns[i - 1]));
});

test('many clients wait at once', async () => {
    const ids = await Promise.all(Array.from({ length: 100 }, (_, i) => start('Hello', `number ${i}`)));

    const outputs = await Promise.all(ids.map(output));

    assert.deepEqual(outputs, ids.map((_, i) => `Hello, number ${i}!`));
    assert.equal(await run('Echo', 'and on'), 'and on');
});
