// A worker of faults.mjs, in a process of its own. Arguments: target, folder for marks, version of its code.
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import sdk from '@microsoft/durabletask-js';

const [target, folder, version] = process.argv.slice(2);

/** Whoever leaves the mark hangs, with all its process; who finds it goes on. */
function blockOnce(mark) {
    try {
        closeSync(openSync(join(folder, mark), 'wx'));
    } catch {
        return;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const worker = new sdk.TaskHubGrpcWorker({
    hostAddress: target,
    logger: new sdk.NoOpLogger(),
    workItemFilters: 'auto',
});
worker.addNamedOrchestrator('RunsLong', async function* (context) {
    return yield context.callActivity('runsLong');
});
worker.addNamedActivity('runsLong', () => {
    blockOnce('activity');
    return `ended by ${version}`;
});
worker.addNamedOrchestrator('ThinksLong', async function* () {
    blockOnce('turn');
    return `thought through by ${version}`;
});
worker.addNamedOrchestrator('Changes', async function* (context) {
    yield context.callActivity(`named-${version}`);
    context.setCustomStatus('waits');
    yield context.waitForExternalEvent('go');
});
worker.addNamedActivity(`named-${version}`, () => version);
await worker.start();
