package dev.perdure.engine;

/** The same where owners and entities share one partition, so that nothing travels. */
class CriticalSectionInOnePartitionTest extends CriticalSectionTest {

    @Override
    TaskHubEngine open() {
        EngineOptions defaults = EngineOptions.defaults();
        return TaskHubEngine.open(
                storage,
                new EngineOptions(
                        1,
                        defaults.inboxLimit(),
                        defaults.turnLease(),
                        defaults.activityLease(),
                        defaults.keyRetention(),
                        defaults.cachedInstances()),
                clock,
                random);
    }
}
