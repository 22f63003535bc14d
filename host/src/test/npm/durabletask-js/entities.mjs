import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import sdk from '@microsoft/durabletask-js';
import { all, client, freshId, output, run, start, until } from './hub.mjs';

const { EntityInstanceId } = sdk;
const counter = (key) => new EntityInstanceId('counter', key);
const read = async (key) => (await client.getEntity(counter(key)))?.state?.count;
const counted = (key, wanted) => until(() => read(key), (count) => count === wanted);

test('signals of a client are applied once each', async () => {
    const key = freshId('signalled');
    await Promise.all(Array.from({ length: 50 }, () => client.signalEntity(counter(key), 'add', 1)));

    await counted(key, 50);
});

test('a signal for later waits until then', async () => {
    const key = freshId('later');
    const signalTime = new Date(Date.now() + 500);
    await client.signalEntity(counter(key), 'add', 1, { signalTime });
    await client.signalEntity(counter(key), 'add', 10);

    await counted(key, 10);
    await counted(key, 11);
    assert.ok(Date.now() >= signalTime.getTime());
});

test('an entity that nobody told anything is not there', async () => {
    assert.equal(await client.getEntity(counter(freshId('nobody'))), undefined);
});

test('what is known of an entity', async () => {
    const key = freshId('Known');
    await client.signalEntity(counter(key), 'add', 3);
    await counted(key, 3);

    const entity = await client.getEntity(counter(key));
    const without = await client.getEntity(counter(key), false);

    assert.equal(entity.id.toString(), `@counter@${key}`);
    assert.ok(Date.now() - entity.lastModifiedTime < 60_000);
    assert.equal(entity.lockedBy, undefined);
    assert.deepEqual(entity.state, { count: 3 });
    assert.equal(without.includesState, false);
});

test('entities are queried page by page, and are no instances', async () => {
    const prefix = freshId('queried');
    for (let i = 0; i < 5; i++) {
        await client.signalEntity(counter(`${prefix}-${i}`), 'add', i);
        await counted(`${prefix}-${i}`, i);
    }

    const found = await all(client.getEntities({ instanceIdStartsWith: `@Counter@${prefix}`, pageSize: 2 }));

    assert.deepEqual(found.map((entity) => entity.state.count).sort(), [0, 1, 2, 3, 4]);
    assert.deepEqual(await all(client.getAllInstances({ instanceIdPrefix: '@counter@' })), []);
});

test('an orchestration signals and calls an entity', async () => {
    assert.equal(await run('CountsWith', freshId('called')), 11);
});

test('an operation that fails tells its caller, and leaves the state as it was', async () => {
    const key = freshId('refusing');
    await client.signalEntity(counter(key), 'add', 7);

    assert.match(await run('CallsInVain', key), /not today/);
    assert.equal(await read(key), 7);
});

test('an operation that is not there tells its caller', async () => {
    const key = freshId('operations');
    await client.signalEntity(counter(key), 'noSuchThing');
    await client.signalEntity(counter(key), 'add', 1);

    await counted(key, 1);
});

test('an entity tells another one, and starts an orchestration', async () => {
    const [teller, told, id] = [freshId('teller'), freshId('told'), freshId('begun')];
    await client.signalEntity(counter(teller), 'tell', { key: told, n: 5 });
    await client.signalEntity(counter(teller), 'begin', { id, input: 'by an entity' });

    await counted(told, 5);
    await until(() => client.getOrchestrationState(id), (state) => state !== undefined);
    assert.equal(await output(id), 'by an entity');
});

test('a deleted entity is not there', async () => {
    const key = freshId('deleted');
    await client.signalEntity(counter(key), 'add', 1);
    await counted(key, 1);

    await client.signalEntity(counter(key), 'delete');

    await counted(key, undefined);
    assert.equal(await client.getEntity(counter(key)), undefined);
});

test('transfers under locks neither lose nor make money', async () => {
    const [a, b, c] = [freshId('account'), freshId('account'), freshId('account')];
    for (const key of [a, b, c]) {
        await client.signalEntity(counter(key), 'add', 10);
    }
    const pairs = [[a, b], [b, c], [c, a], [b, a], [c, b], [a, c]];
    const ids = [];
    for (let i = 0; i < 24; i++) {
        const [from, to] = pairs[i % 6];
        ids.push(await start('Transfers', { from, to, amount: (i % 5) + 1 }));
    }

    const done = await Promise.all(ids.map(output));

    const balances = await Promise.all([a, b, c].map(read));
    assert.equal(balances.reduce((sum, n) => sum + n, 0), 30);
    assert.ok(balances.every((n) => n >= 0));
    assert.ok(done.some((transferred) => transferred));
});

test('a locked entity keeps the signals of others until it is free', async () => {
    const [from, to] = [freshId('locked'), freshId('locked')];
    await client.signalEntity(counter(from), 'add', 5);
    const id = await start('Transfers', { from, to, amount: 5, pause: true });
    const locked = await until(() => client.getEntity(counter(from)), (entity) => entity?.lockedBy === id);
    assert.equal(locked.state.count, 5);

    await client.signalEntity(counter(from), 'add', 100);
    await until(
        async () => (await client.getEntity(counter(from))).backlogQueueSize,
        (waiting) => waiting === 1,
    );
    assert.equal(await read(from), 5);
    await client.raiseOrchestrationEvent(id, 'go');

    assert.equal(await output(id), true);
    await counted(from, 100);
    assert.equal(await read(to), 5);
});

test('an owner that is terminated frees its locks', async () => {
    const [from, to] = [freshId('orphaned'), freshId('orphaned')];
    await client.signalEntity(counter(from), 'add', 5);
    const id = await start('Transfers', { from, to, amount: 5, pause: true });
    await until(() => client.getEntity(counter(from)), (entity) => entity?.lockedBy === id);

    await client.terminateOrchestration(id, 'gone');
    await client.signalEntity(counter(from), 'add', 1);

    await counted(from, 6);
});

test('the cleaning removes empty entities, and ends', async () => {
    const key = freshId('cleaned');
    await client.signalEntity(counter(key), 'add', 1);
    await counted(key, 1);
    await client.signalEntity(counter(key), 'delete');
    await counted(key, undefined);

    const cleaned = await client.cleanEntityStorage();

    assert.equal(cleaned.continuationToken ?? '', '');
    const left = await all(client.getEntities({ instanceIdStartsWith: `@counter@${key}`, includeTransient: true }));
    assert.deepEqual(left, []);
});
