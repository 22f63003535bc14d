// Gives the unmodified client of the package durable-functions the binding JSON that the test process passes on, the
// way a Functions host would: as the value of a durableClient input.
import df from 'durable-functions';

const binding = JSON.parse(process.env.BINDING);

/** The client over the host's loopback entrance, or, with {webhook: true}, over the public URLs of the binding. */
export function client({ webhook = false } = {}) {
    const data = webhook ? { ...binding, rpcBaseUrl: null } : binding;
    const input = df.input.durableClient();
    return df.getClient({
        options: { extraInputs: [input] },
        extraInputs: { get: () => data },
    });
}

/** Asks until the condition holds; the test process sets the limit of time. */
export async function until(question, condition) {
    for (;;) {
        const answer = await question();
        if (condition(answer)) {
            return answer;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

export function ended(durable, id) {
    return until(
        () => durable.getStatus(id),
        (status) => ['Completed', 'Failed', 'Terminated', 'Canceled'].includes(status.runtimeStatus),
    );
}

export function reached(durable, id, runtimeStatus) {
    return until(
        () => durable.getStatus(id),
        (status) => status.runtimeStatus === runtimeStatus,
    );
}
