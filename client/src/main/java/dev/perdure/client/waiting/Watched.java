package dev.perdure.client.waiting;

/** One thing waited for; any number of callers may wait for it. Immutable. */
record Watched(String instanceId, Until until) {

    Watched other() {
        return new Watched(instanceId, until == Until.ENDED ? Until.STARTED : Until.ENDED);
    }
}
