// Workers of this package in processes of their own: killed in the middle of their work, and with code that has changed.
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { client, ended, FAILED, output, start, until, workersOfTheHub } from './hub.mjs';

const folder = mkdtempSync(join(tmpdir(), 'faults-'));
const running = [];

/** A worker process; it is there once the host knows of it. */
async function worker(version) {
    const before = await workersOfTheHub();
    const process_ = spawn(process.execPath, ['faulty-worker.mjs', process.env.TARGET, folder, version]);
    running.push(process_);
    await until(workersOfTheHub, (now) => now > before);
    return async () => {
        const connected = await workersOfTheHub();
        process_.kill('SIGKILL');
        await until(workersOfTheHub, (now) => now < connected);
    };
}

after(() => running.forEach((one) => one.kill('SIGKILL')));

const marked = (name) => until(async () => existsSync(join(folder, name)), (there) => there);

test('a worker killed in an activity, and one in a turn, hand both to the next', async () => {
    const killFirst = await worker('first');
    const activity = await start('RunsLong');
    await marked('activity');
    const killSecond = await worker('second');
    await killFirst();

    assert.equal(await output(activity), 'ended by second');

    const turn = await start('ThinksLong');
    await marked('turn');
    const killThird = await worker('third');
    await killSecond();

    assert.equal(await output(turn), 'thought through by third');
    await killThird();
});

test('a worker with other code fails the instance with its own words', async () => {
    const killBefore = await worker('before');
    const id = await start('Changes');
    await until(() => client.getOrchestrationState(id, true), (state) => state?.serializedCustomStatus?.includes('waits'));
    const killAfter = await worker('after');
    await killBefore();

    await client.raiseOrchestrationEvent(id, 'go');

    const state = await ended(id);
    assert.equal(state.runtimeStatus, FAILED);
    assert.match(`${state.failureDetails.errorType} ${state.failureDetails.message}`, /determinis/i);
    await killAfter();
});
