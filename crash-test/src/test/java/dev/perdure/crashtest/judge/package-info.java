@NullMarked
package dev.perdure.crashtest.judge;

import org.jspecify.annotations.NullMarked;
