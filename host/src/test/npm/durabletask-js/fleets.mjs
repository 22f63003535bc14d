// Several kinds of worker on one hub: this package's without filters, with them, and Perdure's.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import sdk from '@microsoft/durabletask-js';
import { ended, FAILED, output, run, serve, start, until } from './hub.mjs';

const { VersionFailureStrategy, VersionMatchStrategy, whenAll } = sdk;

const shouting = (worker) => {
    worker.addNamedOrchestrator('OnlyHere', async function* (context, text) {
        return [yield context.callActivity('onlyHere', text), yield context.callActivity('javaShout', text)];
    });
    worker.addNamedActivity('onlyHere', (context, text) => `${text}!`);
};

test('its orchestrator calls an activity and a sub-orchestration of a worker of Perdure', async () => {
    const outputs = await Promise.all(Array.from({ length: 10 }, (_, i) => run('CallsJava', `text ${i}`)));

    assert.deepEqual(outputs, outputs.map((_, i) => [`TEXT ${i}`, `child of text ${i}`]));
});

test('an orchestrator of a worker of Perdure calls an activity and a sub-orchestration of it', async () => {
    const outputs = await Promise.all(Array.from({ length: 10 }, (_, i) => run('JavaCallsJs', `text ${i}`)));

    assert.deepEqual(outputs, outputs.map((_, i) => `TEXT ${i}, Hello, text ${i}!`));
});

test('a failure goes from this worker to one of Perdure and back', async () => {
    const state = await ended(await start('JavaCallsFailing', 'out of paper'));

    assert.equal(state.runtimeStatus, FAILED);
    assert.match(state.failureDetails.message, /out of paper/);
});

test('three kinds of worker with filters: each gets its own', async () => {
    const filtered = await serve(shouting, { workItemFilters: 'auto' });
    try {
        const outputs = await Promise.all(
            Array.from({ length: 20 }, (_, i) => (i % 2 ? run('OnlyHere', `a${i}`) : run('Hello', `b${i}`))),
        );

        assert.deepEqual(outputs, outputs.map((_, i) => (i % 2 ? [`a${i}!`, `A${i}`] : `Hello, b${i}!`)));
    } finally {
        await filtered.stop();
    }
});

test('versions of an orchestration go to the workers that have them', async () => {
    const versioned = (version) => [
        (worker) => {
            worker.addNamedOrchestrator('Versioned', async function* (context) {
                yield context.callActivity('nothing');
                return version;
            });
        },
        { workItemFilters: { orchestrations: [{ name: 'Versioned', versions: [version] }] } },
    ];
    const workers = [await serve(...versioned('1.0.0')), await serve(...versioned('2.0.0'))];
    try {
        const versions = Array.from({ length: 10 }, (_, i) => (i % 2 ? '1.0.0' : '2.0.0'));

        assert.deepEqual(await Promise.all(versions.map((version) => run('Versioned', null, { version }))), versions);
    } finally {
        for (const worker of workers) {
            await worker.stop();
        }
    }
});

test('a worker that fails what has another version than its own', async () => {
    const worker = await serve(
        (code) => code.addNamedOrchestrator('Strict', async function* () {
            return 'ran';
        }),
        {
            workItemFilters: { orchestrations: [{ name: 'Strict' }] },
            versioning: {
                version: '1.0.0',
                matchStrategy: VersionMatchStrategy.Strict,
                failureStrategy: VersionFailureStrategy.Fail,
            },
        },
    );
    try {
        assert.equal(await run('Strict', null, { version: '1.0.0' }), 'ran');
        const state = await ended(await start('Strict', null, { version: '2.0.0' }));

        assert.equal(state.runtimeStatus, FAILED);
        assert.equal(state.failureDetails.errorType, 'VersionMismatch');
    } finally {
        await worker.stop();
    }
});

test('what a worker hands back goes to the next that takes it', async () => {
    const strict = (version) => [
        (code) => code.addNamedOrchestrator('Rejecting', async function* () {
            return version;
        }),
        {
            workItemFilters: { orchestrations: [{ name: 'Rejecting' }] },
            versioning: {
                version,
                matchStrategy: VersionMatchStrategy.Strict,
                failureStrategy: VersionFailureStrategy.Reject,
            },
        },
    ];
    const workers = [await serve(...strict('1.0.0')), await serve(...strict('2.0.0'))];
    try {
        const outputs = await Promise.all(['1.0.0', '2.0.0'].map((version) => run('Rejecting', null, { version })));

        assert.deepEqual(outputs, ['1.0.0', '2.0.0']);
    } finally {
        for (const worker of workers) {
            await worker.stop();
        }
    }
});

test('a worker that stops ends what it does, and the rest goes to the next', async () => {
    let [begun, ended] = [0, 0];
    const code = (worker) => {
        worker.addNamedOrchestrator('Drains', async function* (context) {
            return yield whenAll(Array.from({ length: 8 }, () => context.callActivity('drains')));
        });
        worker.addNamedActivity('drains', async () => {
            begun++;
            await new Promise((resolve) => setTimeout(resolve, 200));
            return ++ended;
        });
    };
    const first = await serve(code, { workItemFilters: 'auto' });
    const id = await start('Drains');
    await until(async () => begun, (running) => running >= 1);
    const second = await serve(code, { workItemFilters: 'auto' });

    await first.stop();

    assert.equal((await output(id)).length, 8);
    await second.stop();
});
