package dev.perdure.engine.runtime;

import dev.perdure.engine.storage.Mutation;
import java.util.List;

/**
 * What one partition hands over to be committed. Immutable.
 *
 * @param mutations may be empty: then the effects only wait for the batches before
 * @param effects let out, in order, once the mutations are durable
 * @param done called at the end, whether or not there was anything to write
 */
record CommitBatch(List<Mutation> mutations, List<Effect> effects, Runnable done) {}
