// The measured programs on the official SDK. The process ends when it is asked to, or when the one that started it is gone.
import sdk from '@microsoft/durabletask-js';

const worker = new sdk.TaskHubGrpcWorker({
    hostAddress: process.argv[2],
    logger: new sdk.NoOpLogger(),
});

const fanOut = (activity) =>
    async function* (context, width) {
        const tasks = Array.from({ length: width }, (_, number) => context.callActivity(activity, number));
        return (yield sdk.whenAll(tasks)).length;
    };

worker.addNamedOrchestrator('sequence', async function* (context, steps) {
    let sum = 0;
    for (let i = 0; i < steps; i++) {
        sum += yield context.callActivity('noop', i);
    }
    return sum;
});
worker.addNamedOrchestrator('fan-out', fanOut('noop'));
worker.addNamedOrchestrator('fan-out-of-seconds', fanOut('second'));
worker.addNamedActivity('noop', (_, input) => input);
worker.addNamedActivity('second', async (_, input) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return input;
});

process.on('SIGTERM', () => process.exit());
process.stdin.on('end', () => process.exit()).resume();
await worker.start();
console.log('worker ready');
