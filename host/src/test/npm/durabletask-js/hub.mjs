// One client and one worker of the unmodified package for all scenarios, and what the scenarios ask again and again.
import { strict as assert } from 'node:assert';
import sdk from '@microsoft/durabletask-js';
import { register } from './code.mjs';

const { NoOpLogger, OrchestrationStatus, TaskHubGrpcClient, TaskHubGrpcWorker } = sdk;

export const { COMPLETED, FAILED, PENDING, RUNNING, SUSPENDED, TERMINATED } = OrchestrationStatus;

const connection = {
    hostAddress: process.env.TARGET,
    logger: new NoOpLogger(),
    // Otherwise a large message comes in portions of 64 KiB, each of which waits for an answer.
    options: { 'grpc-node.flow_control_window': 4 * 1024 * 1024 },
};

export const client = new TaskHubGrpcClient(connection);

export async function workersOfTheHub() {
    const answer = await fetch(`${process.env.ORIGIN}/durabletask/workers`);
    return (await answer.json()).workers.length;
}

/** A worker that runs what `code` registers on it. Its start, and its stop, end once the host knows. */
export async function serve(code, options = {}) {
    const worker = new TaskHubGrpcWorker({ ...connection, ...options });
    code(worker);
    const before = await workersOfTheHub();
    await worker.start();
    await until(workersOfTheHub, (now) => now > before);
    return {
        stop: async () => {
            const connected = await workersOfTheHub();
            await worker.stop();
            await until(workersOfTheHub, (now) => now < connected);
        },
    };
}

const main = await serve(register);

/** Lets go of all connections, so that the process can end. */
export async function close() {
    await main.stop();
    await client.stop();
}

let counter = 0;
export const freshId = (what) => `${what}-${++counter}`;

/** Starts an instance under a fresh id. */
export const start = (name, input, options) =>
    client.scheduleNewOrchestration(name, input, { instanceId: freshId(name), ...options });

export const ended = (id) => client.waitForOrchestrationCompletion(id, true, 60);

/** The output of an instance that must complete. */
export async function output(id) {
    const state = await ended(id);
    assert.equal(state.runtimeStatus, COMPLETED, `${id}: ${state.failureDetails?.message}`);
    return state.serializedOutput ? JSON.parse(state.serializedOutput) : undefined;
}

export const run = async (name, input, options) => output(await start(name, input, options));

/** Asks until the condition holds; the test process sets the limit of time. */
export async function until(question, condition) {
    for (;;) {
        const answer = await question();
        if (condition(answer)) {
            return answer;
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
}

export const status = async (id) => (await client.getOrchestrationState(id))?.runtimeStatus;

export const reached = (id, wanted) => until(() => status(id), (now) => now === wanted);

export async function all(pageable) {
    const found = [];
    for await (const one of pageable) {
        found.push(one);
    }
    return found;
}
