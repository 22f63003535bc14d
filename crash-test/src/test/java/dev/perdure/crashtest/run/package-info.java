@NullMarked
package dev.perdure.crashtest.run;

import org.jspecify.annotations.NullMarked;
