import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { client, COMPLETED, ended, FAILED, freshId, output, reached, run, RUNNING, start, until } from './hub.mjs';
import { runs } from './code.mjs';

for (const input of [{ a: 1 }, [1, 'two', null], 'text €', 0, false, null]) {
    test(`an activity gets its input and gives it back: ${JSON.stringify(input)}`, async () => {
        assert.deepEqual(await run('Passes', input), input);
    });
}

test('an activity may return nothing', async () => {
    assert.equal(await run('Nothing'), 'nothing');
});

test('an activity knows its instance', async () => {
    assert.equal(await run('Identity'), true);
});

test('events come in order, also before they are awaited, under names in any case', async () => {
    const id = await start('ThreeEvents');
    for (const [name, word] of [['word', 'one'], ['WORD', 'two'], ['Word', 'three']]) {
        await client.raiseOrchestrationEvent(id, name, word);
    }

    assert.equal(await output(id), 'one two three');
});

test('an event without data is null', async () => {
    const id = await start('Waits');

    await client.raiseOrchestrationEvent(id, 'go');

    assert.equal((await ended(id)).serializedOutput, 'null');
});

test('a wait has a limit, and the first of several wins', async () => {
    assert.equal(await run('WaitsShortly', 50), 'timed out');
    const id = await start('WaitsShortly', 600_000);
    await client.raiseOrchestrationEvent(id, 'go', 'in time');
    assert.equal(await output(id), 'in time');
    assert.equal(await run('FirstOf'), 'fast');
});

test('a timer fires not before its time', async () => {
    const before = performance.now();

    assert.ok((await run('Sleeps', 300)) >= 300);
    assert.ok(performance.now() - before >= 299);
});

test('fans out and in, also to none', async () => {
    assert.equal(await run('FansOut', 200), 2_646_700);
    assert.equal(await run('FansOut', 0), 0);
    assert.match(await run('FansOutToAFailure'), /one of two/);
});

test('a sub-orchestration returns to its parent, and knows it', async () => {
    assert.equal(await run('Parent', 'child'), 'Hello, child!');
    const child = freshId('child');
    const id = await start('ParentOfNamed', { name: 'Child', id: child });
    assert.deepEqual(await output(id), { name: 'ParentOfNamed', id });
    assert.deepEqual({ ...(await ended(child)).tags }, { of: 'child' });
});

test('a sub-orchestration fails to its parent', async () => {
    assert.match(await run('ParentOfFailing'), /TaskFailedError.*in the child/s);
});

test('twenty sub-orchestrations fan out on their own', async () => {
    assert.equal(await run('Family', 20), 20);
});

test('retries by policy, by handler and of children', async () => {
    for (const name of ['Retries', 'RetriesByHandler', 'RetriesChild']) {
        const id = await start(name);
        assert.equal(await output(id), 'after 3', name);
        assert.equal(runs.get(id), 3, name);
    }
});

test('a retry that is exhausted fails', async () => {
    const state = await ended(await start('RetriesInVain'));

    assert.equal(state.runtimeStatus, FAILED);
    assert.match(state.failureDetails.message, /for ever/);
});

test('continues as new with children of made-up ids', async () => {
    assert.equal(await run('CountsTo', { now: 1, end: 20 }), 20);
});

test('continues as new and keeps its events', async () => {
    const id = await start('Collects', '');
    for (const letter of 'abcdefgh') {
        await client.raiseOrchestrationEvent(id, 'letter', letter);
    }

    assert.equal(await output(id), 'abcdefgh');
});

test('a custom status is seen, and changed', async () => {
    const id = await start('Tells');
    const told = async () => (await client.getOrchestrationState(id)).serializedCustomStatus;
    await until(told, (custom) => custom === '{"step":1}');

    await client.raiseOrchestrationEvent(id, 'step', 2);

    assert.equal((await ended(id)).serializedCustomStatus, '{"step":2}');
});

test('instances send each other events', async () => {
    const waiting = await start('Waits');

    assert.equal(await run('Sends', waiting), 'sent');
    assert.equal(await output(waiting), 'from afar');
    assert.equal(await run('Sends', 'nobody'), 'sent');
});

test('ids made in an orchestration are distinct, and the same in replay', async () => {
    const ids = await run('Ids');

    assert.equal(new Set(ids).size, 3);
    assert.ok(ids.every((id) => /^[0-9a-f-]{36}$/.test(id)));
});

test('a failure carries type, message and stack', async () => {
    const own = await ended(await start('Throws'));
    const activity = await ended(await start('Fails', 'out of stock'));

    assert.equal(own.runtimeStatus, FAILED);
    assert.equal(own.failureDetails.errorType, 'TypeError');
    assert.equal(own.failureDetails.message, 'by itself');
    assert.match(own.failureDetails.stackTrace, /code\.mjs/);
    assert.throws(() => own.raiseIfFailed(), /by itself/);
    assert.equal(activity.runtimeStatus, FAILED);
    assert.match(activity.failureDetails.message, /out of stock/);
});

test('an orchestration that nobody has fails', async () => {
    const state = await ended(await start('NobodyHasThis'));

    assert.equal(state.runtimeStatus, FAILED);
    assert.equal(state.failureDetails.errorType, 'OrchestratorNotRegisteredError');
});

test('large inputs are carried', async () => {
    assert.equal(await run('Measures', 'y'.repeat(1_500_000)), 1_500_000);
});

test('a history of 200 turns is carried', async () => {
    assert.equal(await run('LongHistory', 200), 200);
});

test('a history over 4 MiB is carried, and read', async () => {
    const id = await start('LargeHistory', 5);

    assert.equal(await output(id), 5_000_000);
    const results = (await client.getOrchestrationHistory(id)).filter((event) => event.type === 'TaskCompleted');
    assert.deepEqual(results.map((event) => event.result.length), Array(5).fill(1_000_002));
});

test('a thousand activities of one orchestration', async () => {
    assert.equal(await run('FansOut', 1000), 332_833_500);
});

test('an instance goes on where it was when it is asked late', async () => {
    const id = await start('Waits');
    await reached(id, RUNNING);
    const waits = Promise.all(Array.from({ length: 10 }, () => ended(id)));

    await client.raiseOrchestrationEvent(id, 'go', 'to all');

    assert.ok((await waits).every((state) => state.runtimeStatus === COMPLETED));
});
