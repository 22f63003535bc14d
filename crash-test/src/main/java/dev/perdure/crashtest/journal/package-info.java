/**
 * What clients, activities and the test itself write down while they run: the only evidence that is judged. Main type:
 * {@link dev.perdure.crashtest.journal.Journal}. It must not depend on the rest of the crash test.
 */
@NullMarked
package dev.perdure.crashtest.journal;

import org.jspecify.annotations.NullMarked;
