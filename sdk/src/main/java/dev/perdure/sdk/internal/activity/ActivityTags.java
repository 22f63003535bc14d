package dev.perdure.sdk.internal.activity;

/** The names of the tags that travel with a scheduled activity. */
public final class ActivityTags {

    /** The number of the try within the retry policy, in decimal; absent for the first. */
    public static final String ATTEMPT = "perdure.attempt";

    private ActivityTags() {}
}
