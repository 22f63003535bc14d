@NullMarked
package dev.perdure.simulator;

import org.jspecify.annotations.NullMarked;
