// What the worker of the scenarios serves.
import sdk from '@microsoft/durabletask-js';

const { EntityInstanceId, RetryPolicy, TaskEntity, whenAll, whenAny } = sdk;

/** How often an activity of a key has run. */
export const runs = new Map();

function run(key) {
    runs.set(key, (runs.get(key) ?? 0) + 1);
    return runs.get(key);
}

const activities = {
    greet: (context, name) => `Hello, ${name}!`,
    square: (context, n) => n * n,
    length: (context, text) => text.length,
    repeat: (context, { letter, count }) => letter.repeat(count),
    nothing: () => undefined,
    same: (context, input) => input,
    identity: (context) => ({ instance: context.orchestrationId, task: context.taskId }),
    later: async (context, { millis, value }) => {
        await new Promise((resolve) => setTimeout(resolve, millis));
        return value;
    },
    fail: (context, message) => {
        throw new RangeError(message);
    },
    failsTwice: (context, key) => {
        const times = run(key);
        if (times <= 2) {
            throw new Error(`attempt ${times}`);
        }
        return `after ${times}`;
    },
    failsOnce: (context, key) => {
        if (run(key) === 1) {
            throw new Error('not yet');
        }
        return 'done at last';
    },
    jsShout: (context, text) => text.toUpperCase(),
};

const threeTimes = () => new RetryPolicy({ maxNumberOfAttempts: 3, firstRetryIntervalInMilliseconds: 20 });

const orchestrators = {
    Echo: async function* (context, input) {
        return input;
    },
    Hello: async function* (context, name) {
        return yield context.callActivity('greet', name);
    },
    Passes: async function* (context, input) {
        return yield context.callActivity('same', input);
    },
    Nothing: async function* (context) {
        return (yield context.callActivity('nothing')) ?? 'nothing';
    },
    Waits: async function* (context) {
        return yield context.waitForExternalEvent('go');
    },
    ThreeEvents: async function* (context) {
        const seen = [];
        for (let i = 0; i < 3; i++) {
            seen.push(yield context.waitForExternalEvent('word'));
        }
        return seen.join(' ');
    },
    WaitsShortly: async function* (context, millis) {
        const event = context.waitForExternalEvent('go');
        const limit = context.createTimer(millis / 1000);
        return (yield whenAny([event, limit])) === event ? event.getResult() : 'timed out';
    },
    Sleeps: async function* (context, millis) {
        const before = context.currentUtcDateTime;
        yield context.createTimer(new Date(before.getTime() + millis));
        return context.currentUtcDateTime - before;
    },
    FansOut: async function* (context, count) {
        const squares = yield whenAll(Array.from({ length: count }, (_, i) => context.callActivity('square', i)));
        return squares.reduce((sum, n) => sum + n, 0);
    },
    FansOutToAFailure: async function* (context) {
        try {
            yield whenAll([context.callActivity('square', 1), context.callActivity('fail', 'one of two')]);
        } catch (e) {
            return `${e.constructor.name}: ${e.message}`;
        }
        return 'no failure';
    },
    FirstOf: async function* (context) {
        const slow = context.callActivity('later', { millis: 60, value: 'slow' });
        const fast = context.callActivity('later', { millis: 1, value: 'fast' });
        return (yield whenAny([slow, fast])).getResult();
    },
    Parent: async function* (context, name) {
        return yield context.callSubOrchestrator('Hello', name);
    },
    ParentOfNamed: async function* (context, { name, id }) {
        return yield context.callSubOrchestrator(name, null, { instanceId: id, tags: { of: 'child' } });
    },
    Child: async function* (context) {
        return { name: context.parent.name, id: context.parent.instanceId };
    },
    ParentOfFailing: async function* (context) {
        try {
            yield context.callSubOrchestrator('Fails', 'in the child');
        } catch (e) {
            return `${e.constructor.name}: ${e.message}`;
        }
        return 'no failure';
    },
    Family: async function* (context, count) {
        const sums = yield whenAll(Array.from({ length: count }, () => context.callSubOrchestrator('FansOut', 5)));
        return sums.length;
    },
    Fails: async function* (context, message) {
        return yield context.callActivity('fail', message);
    },
    Throws: async function* () {
        throw new TypeError('by itself');
    },
    FailsOnce: async function* (context, key) {
        return yield context.callActivity('failsOnce', key);
    },
    ParentOfFailsOnce: async function* (context, key) {
        const first = yield context.callActivity('greet', 'once');
        return `${first} ${yield context.callSubOrchestrator('FailsOnce', key)}`;
    },
    Retries: async function* (context) {
        return yield context.callActivity('failsTwice', context.instanceId, { retry: threeTimes() });
    },
    RetriesInVain: async function* (context) {
        return yield context.callActivity('fail', 'for ever', { retry: threeTimes() });
    },
    RetriesByHandler: async function* (context) {
        const retry = (failure) => failure.lastAttemptNumber < 5 && failure.lastFailure.message.startsWith('attempt');
        return yield context.callActivity('failsTwice', context.instanceId, { retry });
    },
    RetriesChild: async function* (context) {
        return yield context.callSubOrchestrator('FailsTwice', context.instanceId, { retry: threeTimes() });
    },
    FailsTwice: async function* (context, key) {
        return yield context.callActivity('failsTwice', key);
    },
    CountsTo: async function* (context, { now, end }) {
        yield context.callSubOrchestrator('Echo', now);
        if (now === end) {
            return now;
        }
        context.continueAsNew({ now: now + 1, end }, false);
    },
    Collects: async function* (context, soFar) {
        const letters = soFar + (yield context.waitForExternalEvent('letter'));
        if (letters.length === 8) {
            return letters;
        }
        context.continueAsNew(letters, true);
    },
    Tells: async function* (context) {
        context.setCustomStatus({ step: 1 });
        context.setCustomStatus({ step: yield context.waitForExternalEvent('step') });
        return 'told';
    },
    Sends: async function* (context, id) {
        context.sendEvent(id, 'go', 'from afar');
        return 'sent';
    },
    Ids: async function* (context) {
        const before = [context.newGuid(), context.newGuid()];
        yield context.callActivity('nothing');
        return [...before, context.newGuid()];
    },
    Identity: async function* (context) {
        const seen = yield context.callActivity('identity');
        return seen.instance === context.instanceId && seen.task > 0;
    },
    Version: async function* (context) {
        return context.version;
    },
    Sample: async function* (context) {
        yield context.callActivity('greet', 'history');
        yield context.createTimer(0.05);
        yield context.callSubOrchestrator('Echo', 1);
        return 'sampled';
    },
    LongHistory: async function* (context, count) {
        let sum = 0;
        for (let i = 0; i < count; i++) {
            sum += yield context.callActivity('square', 1);
        }
        return sum;
    },
    LargeHistory: async function* (context, megabytes) {
        let sum = 0;
        for (let i = 0; i < megabytes; i++) {
            sum += (yield context.callActivity('repeat', { letter: 'y', count: 1_000_000 })).length;
        }
        return sum;
    },
    Measures: async function* (context, text) {
        return yield context.callActivity('length', text);
    },
    CallsJava: async function* (context, text) {
        const activity = yield context.callActivity('javaShout', text);
        const child = yield context.callSubOrchestrator('JavaChild', text);
        return [activity, child];
    },
    CountsWith: async function* (context, key) {
        const counter = new EntityInstanceId('counter', key);
        context.entities.signalEntity(counter, 'add', 1);
        yield context.entities.callEntity(counter, 'add', 10);
        return yield context.entities.callEntity(counter, 'get');
    },
    CallsInVain: async function* (context, key) {
        try {
            yield context.entities.callEntity(new EntityInstanceId('counter', key), 'refuse', 'not today');
        } catch (e) {
            return e.message;
        }
        return 'no failure';
    },
    Transfers: async function* (context, { from, to, amount, pause }) {
        const accounts = [from, to].map((key) => new EntityInstanceId('counter', key));
        const lock = yield context.entities.lockEntities(...accounts);
        const inside = context.entities.isInCriticalSection().inSection;
        const balance = yield context.entities.callEntity(accounts[0], 'get');
        if (pause) {
            yield context.waitForExternalEvent('go');
        }
        if (balance >= amount) {
            yield context.entities.callEntity(accounts[0], 'add', -amount);
            yield context.entities.callEntity(accounts[1], 'add', amount);
        }
        lock.release();
        return inside && balance >= amount;
    },
};

/** Also knows that a counter was told to tell another one, and to start an orchestration. */
class Counter extends TaskEntity {
    initializeState() {
        return { count: 0 };
    }

    add(n) {
        this.state.count += n;
        return this.state.count;
    }

    get() {
        return this.state.count;
    }

    refuse(why) {
        this.state.count = -1000;
        throw new RangeError(why);
    }

    tell({ key, n }) {
        this.context.signalEntity(new EntityInstanceId('counter', key), 'add', n);
    }

    begin({ id, input }) {
        return this.context.scheduleNewOrchestration('Echo', input, { instanceId: id });
    }
}

export function register(worker) {
    Object.entries(activities).forEach(([name, activity]) => worker.addNamedActivity(name, activity));
    Object.entries(orchestrators).forEach(([name, orchestrator]) => worker.addNamedOrchestrator(name, orchestrator));
    worker.addNamedEntity('Counter', () => new Counter());
}
