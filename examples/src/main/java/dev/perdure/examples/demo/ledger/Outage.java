package dev.perdure.examples.demo.ledger;

/**
 * One kill of the host, with what was measured at that moment. Immutable.
 *
 * @param killedMillis when the host was killed, in milliseconds since 1970
 * @param readyMillis when its successor said it was ready, likewise
 * @param ordersInFlight orders acknowledged and not known to have ended
 * @param activitiesInFlight activities the worker was executing
 */
public record Outage(long killedMillis, long readyMillis, int ordersInFlight, int activitiesInFlight) {}
