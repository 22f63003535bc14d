package dev.perdure.testing;

/** Where assertions on instances begin: {@code import static dev.perdure.testing.DurableAssertions.assertThat}. Stateless. */
public final class DurableAssertions {

    private DurableAssertions() {}

    /** Assertions on an instance and its history. */
    public static <O> InstanceAssert<O> assertThat(TestInstance<O> instance) {
        return new InstanceAssert<>(instance);
    }
}
