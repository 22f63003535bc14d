// Takes one order from its arrival to its one final outcome, as FulfilOrder.java does. The activities are those of the
// Java worker: several arguments are a JSON array.
import sdk from '@microsoft/durabletask-js';

const { whenAll, whenAny } = sdk;
const APPROVAL_ABOVE_CENTS = 1_000_00;
const PAYMENT_TRIES_MAX = 4;

export async function* fulfilOrder(context, order) {
    const validation = yield context.callActivity('validate', order);
    const receipts = [validation.receipt];
    if (validation.problems.length > 0) {
        return yield context.callActivity('reject', [order.id, validation.problems, receipts]);
    }
    const reserved = yield whenAll(order.items.map((item) => context.callActivity('reserve', [order.id, item])));
    receipts.push(...reserved);
    const cents = order.items.reduce((sum, item) => sum + item.quantity * item.unitPriceCents, 0);
    if (cents > APPROVAL_ABOVE_CENTS) {
        const answer = context.waitForExternalEvent('approve');
        const limit = context.createTimer(seconds(order.approveWithin));
        const answered = (yield whenAny([answer, limit])) === answer;
        if (!answered || !answer.getResult()) {
            receipts.push(yield context.callActivity('release', [order.id, reserved]));
            return answered
                ? yield context.callActivity('reject', [order.id, ['The approval was declined.'], receipts])
                : yield context.callActivity('expire', [order.id, receipts]);
        }
    }
    receipts.push(yield* charge(context, order.id, { cents, currency: order.currency }));
    return yield context.callActivity('ship', [order.id, order.shipTo, receipts]);
}

/** Tries again by itself, because a retry policy of this SDK does not tell the activity which try it is. */
async function* charge(context, orderId, total) {
    for (let attempt = 1; ; attempt++) {
        try {
            const tags = { 'perdure.attempt': String(attempt) };
            return yield context.callActivity('charge', [orderId, total], { tags });
        } catch (e) {
            if (attempt === PAYMENT_TRIES_MAX) {
                throw e;
            }
        }
        yield context.createTimer(0.25 * attempt);
    }
}

/** Of an ISO 8601 duration without years, months and days. */
function seconds(iso) {
    const [, hours, minutes, rest] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(iso);
    return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(rest ?? 0);
}
