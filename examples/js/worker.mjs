// The worker process of the demo that serves the orchestration. It ends when it is asked to, or when the process that
// started it is gone.
import sdk from '@microsoft/durabletask-js';
import { fulfilOrder } from './fulfil-order.mjs';

const worker = new sdk.TaskHubGrpcWorker({
    hostAddress: process.argv[2],
    logger: new sdk.NoOpLogger(),
    workItemFilters: 'auto',
});
worker.addNamedOrchestrator('FulfilOrder', fulfilOrder);

async function end() {
    await worker.stop();
    process.exit();
}

process.on('SIGTERM', end);
process.stdin.on('end', end).resume();
await worker.start();
console.log('worker ready');
