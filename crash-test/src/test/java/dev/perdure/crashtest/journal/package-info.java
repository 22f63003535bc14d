@NullMarked
package dev.perdure.crashtest.journal;

import org.jspecify.annotations.NullMarked;
