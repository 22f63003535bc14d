@org.jspecify.annotations.NullMarked
package dev.perdure.simulator.programs;
